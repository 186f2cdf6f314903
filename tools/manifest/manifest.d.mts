// The manifest as the tools beside this file leave it: https://github.com/webcomponents/custom-elements-manifest, narrowed.

/** Anything with a name and a sentence. */
export interface Described {
  name: string;
  description?: string;
  type?: { text: string };
  default?: string;
}

export interface Attribute extends Described {
  fieldName?: string;
}

export interface Member extends Described {
  kind: 'field' | 'method';
  readonly?: boolean;
  attribute?: string;
  reflects?: boolean;
  parameters?: (Described & { optional?: boolean })[];
  return?: { type: { text: string } };
}

export interface Declaration {
  kind: 'class';
  name: string;
  description: string;
  tagName?: string;
  members?: Member[];
  attributes?: Attribute[];
  events?: Described[];
  slots?: Described[];
  cssParts?: Described[];
  cssProperties?: Described[];
  cssStates?: Described[];
}

export interface Manifest {
  modules: { path: string; declarations?: Declaration[] }[];
}
