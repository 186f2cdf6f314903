// React with keys and memoized rows, flushed at once.

import { memo } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import type { Item } from '../page/items.js';
import { ItemArray, type Contestant } from './contestant.js';

export class React extends ItemArray implements Contestant {
  #root!: Root;

  mount(container: HTMLElement): void {
    this.#root = createRoot(container);
    this.flush();
  }

  unmount(): void {
    this.#root.unmount();
  }

  flush(): void {
    flushSync(() => this.#root.render(<List items={this.items} />));
  }
}

function List({ items }: { items: readonly Item[] }) {
  return (
    <div>
      {items.map((item) => (
        <Row key={item.id} item={item} />
      ))}
    </div>
  );
}

const Row = memo(({ item }: { item: Item }) => (
  <div className={item.own ? 'row own' : 'row'} id={`row-${item.id}`}>
    <span className="avatar" title={item.name}>
      {item.initials}
    </span>
    <div className="body">
      <strong className="name">{item.name}</strong>
      <time className="time" dateTime={item.date}>
        {item.time}
      </time>
      <p className="text">{item.text}</p>
      <span className="likes" data-count={item.likes}>
        {item.likes}
      </span>
    </div>
  </div>
));
