// The elements in Solid's JSX. What has two meanings there or none is left out. Take it in once, anywhere in the project:
// `import 'live-stream-kit/types/solid'`. Of an element of one's own, Solid's compiler makes
//
// - `prop:renderItem={…}`: the property of that name, whatever is given;
// - `attr:for={…}` and `bool:interactive={…}`: the attribute of that name;
// - `page-size={…}` and `limit={…}`: of a text or number that is written there the attribute, of all else the property `pageSize`, `limit`.
//   `pageSize={…}` would set `pagesize`, which is nothing;
// - `on:stream-change={…}`: a listener.

import type { JSX } from 'solid-js';
import type { KitElements } from './elements.js';
import type { Camel, Handlers, Prefixed } from './names.js';

/** Names that mean the same to Solid whatever is given: a dashed attribute of a property, or a property in small letters. */
type Plain<Properties, Attributes> = {
  [Name in keyof Attributes & string as Camel<Name> extends keyof Properties ? Name : never]?: Properties[Camel<Name> & keyof Properties];
} & {
  [Name in keyof Properties & string as Name extends Lowercase<Name> ? Unwritten<Name, Properties[Name]> : never]?: Properties[Name];
};

/** Never where a text or a number can be written, which would become an attribute. */
type Unwritten<Name, Value> = [Extract<Value, string | number>] extends [never] ? Name : never;

/** As an attribute is written: numbers also as text. */
type Written<Value> = Value extends number ? Value | `${Value}` : Extract<Value, string | undefined>;

type Attr<Attributes> = {
  [Name in keyof Attributes & string as Unwritten<`attr:${Name}`, Attributes[Name]> extends never ? `attr:${Name}` : never]?: Written<
    Attributes[Name]
  >;
};

type Bool<Attributes> = {
  [Name in keyof Attributes & string as Unwritten<`bool:${Name}`, Attributes[Name]>]?: Attributes[Name];
};

type Tag<K extends keyof KitElements, P = KitElements[K]['properties'], A = KitElements[K]['attributes']> = Omit<
  JSX.HTMLAttributes<KitElements[K]['element']>,
  keyof Plain<P, A>
> &
  Plain<P, A> &
  Prefixed<P, 'prop:'> &
  Attr<A> &
  Bool<A> &
  Handlers<KitElements[K]['events'], 'on:'>;

type Tags = { [K in keyof KitElements]: Tag<K> };

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
