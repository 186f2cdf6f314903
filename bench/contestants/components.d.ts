// What the compilers of Vue and Svelte make of their files.

declare module '*.vue' {
  const component: import('vue').Component;
  export default component;
}

declare module '*.svelte' {
  const component: import('svelte').Component<object, { show(items: readonly import('../page/items.js').Item[]): void }>;
  export default component;
}
