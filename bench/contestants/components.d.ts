// Vue's and Svelte's files, to a type-checker that does not read them.

declare module '*.vue' {
  const component: import('vue').Component;
  export default component;
}

declare module '*.svelte' {
  const component: import('svelte').Component;
  export default component;
}
