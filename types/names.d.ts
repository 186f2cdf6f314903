// How a framework spells what the elements have. Types only; nothing of it is there when a page runs.

/** `stream-change` as `streamChange`. */
export type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name;

/** Handlers named as the event, with `Prefix` before it: `onstream-change`, `on:stream-change`. */
export type Handlers<Events, Prefix extends string> = {
  [Name in keyof Events & string as `${Prefix}${Name}`]?: ((event: Events[Name]) => void) | undefined;
};

/** Handlers as Vue's compiler names them: `onStreamChange`. */
export type CamelHandlers<Events> = {
  [Name in keyof Events & string as `on${Capitalize<Camel<Name>>}`]?: ((event: Events[Name]) => void) | undefined;
};

/** The same names with a prefix: `prop:renderItem`. */
export type Prefixed<Props, Prefix extends string> = {
  [Name in keyof Props & string as `${Prefix}${Name}`]?: Props[Name];
};

/** The same names with humps for dashes: `updateOnly`. */
export type Camelled<Props> = {
  [Name in keyof Props & string as Camel<Name>]?: Props[Name];
};
