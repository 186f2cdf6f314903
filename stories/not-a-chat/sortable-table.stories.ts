// A table whose body is the stream: sorting is a reset, which moves rows and makes none, so that focus and ticks stay with them.

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { expect, userEvent, waitFor } from 'storybook/test';
import '../../src/live-stream/define.js';
import type { LiveStream } from '../../src/live-stream/live-stream.js';
import { seededRandom } from '../../src/mock/random.js';
import './panel.css';
import './sortable-table.css';

interface Args {
  sortBy: Column;
}

interface Service {
  id: string;
  region: string;
  requests: number;
  latency: number;
  /** How often its figures have changed. */
  readings: number;
}

const COLUMNS = { id: 'Service', region: 'Region', requests: 'Requests/s', latency: 'p95, ms' } as const;
type Column = keyof typeof COLUMNS;

const SERVICES: readonly Service[] = [
  ['gateway', 'Frankfurt', 1240, 38],
  ['search', 'Oregon', 310, 212],
  ['mail', 'Oregon', 45, 140],
  ['uploads', 'Frankfurt', 88, 460],
  ['presence', 'Singapore', 970, 12],
  ['accounts', 'Frankfurt', 150, 64],
  ['billing', 'Oregon', 12, 95],
  ['previews', 'Singapore', 202, 330],
].map(([id, region, requests, latency]) => ({ id, region, requests, latency, readings: 0 }) as Service);

/** `body`: the page of the documentation shows all stories at once, and each needs a table of its own. */
function sortableTable({ sortBy }: Args, { id: body }: { id: string }): TemplateResult {
  const random = seededRandom(3);
  let list: LiveStream<Service>;
  let head: HTMLElement;
  let services = SERVICES;
  let column = sortBy;
  let descending = false;

  const sort = (): void => {
    const order = descending ? -1 : 1;
    list.reset(services.toSorted((a, b) => (a[column] > b[column] ? order : -order)));
    for (const th of head.querySelectorAll<HTMLElement>('th')) {
      if (th.dataset['column'] === column) th.ariaSort = descending ? 'descending' : 'ascending';
      else th.removeAttribute('aria-sort');
    }
  };

  const sortWith = (by: Column): void => {
    descending = by === column && !descending;
    column = by;
    sort();
  };

  /** New figures of three services; their rows go where they now belong. */
  const read = (): void => {
    const chosen = new Set([0, 1, 2].map(() => Math.floor(random() * services.length)));
    services = services.map((service, i) => {
      if (!chosen.has(i)) return service;
      const change = (n: number): number => Math.max(1, Math.round(n * (0.5 + random() * 1.4)));
      return { ...service, requests: change(service.requests), latency: change(service.latency), readings: service.readings + 1 };
    });
    sort();
  };

  return html`
    <section class="panel services" aria-label="Services">
      <header class="panel-bar">
        <h2>Services</h2>
        <button class="main" @click=${read}>Read again</button>
      </header>
      <table>
        <thead ${ref((element) => (head = element as HTMLElement))}>
          <tr>
            ${Object.entries(COLUMNS).map(
              ([name, title]) => html`
                <th scope="col" class=${name} data-column=${name}><button @click=${() => sortWith(name as Column)}>${title}</button></th>
              `,
            )}
          </tr>
        </thead>
        <tbody id=${body}></tbody>
      </table>
      <live-stream
        name=${body}
        for=${body}
        .renderItem=${({ id, region, requests, latency, readings }: Service) => {
          const beat = readings ? readings % 2 : '';
          return html`
            <tr>
              <th scope="row">
                <label><input type="checkbox" />${id}</label>
              </th>
              <td class="region">${region}</td>
              <td data-beat=${beat}>${requests.toLocaleString('en')}</td>
              <td data-beat=${beat}>${latency}</td>
            </tr>
          `;
        }}
        ${ref((element) => {
          list = element as LiveStream<Service>;
          if (element) sort();
        })}
      ></live-stream>
    </section>
  `;
}

const meta: Meta<Args> = {
  title: 'not a chat/sortable table',
  component: 'live-stream',
  args: { sortBy: 'id' },
  argTypes: { sortBy: { control: 'select', options: Object.keys(COLUMNS) } },
  render: sortableTable,
};
export default meta;
type Story = StoryObj<Args>;

const rowsOf = (canvas: HTMLElement): HTMLTableRowElement[] => [...canvas.querySelectorAll<HTMLTableRowElement>('tbody tr')];
const figures = (canvas: HTMLElement): number[] => rowsOf(canvas).map((row) => Number(row.cells[3]!.textContent));

export const SortedByName: Story = {};

export const SortingKeepsRowsAndTicks: Story = {
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(rowsOf(canvasElement)).toHaveLength(SERVICES.length));
    const before = rowsOf(canvasElement);
    await userEvent.click(canvas.getByLabelText('search'));
    await userEvent.click(canvas.getByText('p95, ms'));
    await waitFor(() => expect(rowsOf(canvasElement)[0]).toHaveTextContent('presence'));
    await expect(new Set(rowsOf(canvasElement))).toEqual(new Set(before));
    await expect(canvas.getByLabelText('search')).toBeChecked();
    await expect(canvas.getByText('p95, ms').closest('th')).toHaveAttribute('aria-sort', 'ascending');

    await userEvent.click(canvas.getByText('p95, ms'));
    await waitFor(() => expect(rowsOf(canvasElement)[0]).toHaveTextContent('uploads'));
  },
};

export const FocusGoesWithItsRow: Story = {
  args: { sortBy: 'latency' },
  play: async ({ canvas, canvasElement }) => {
    await waitFor(() => expect(rowsOf(canvasElement)).toHaveLength(SERVICES.length));
    const tick = canvas.getByLabelText('gateway');
    tick.focus();
    for (let readings = 0; readings < 5; readings++) {
      const before = figures(canvasElement).join();
      canvas.getByText('Read again').click();
      await waitFor(() => expect(figures(canvasElement).join()).not.toBe(before));
      await expect(figures(canvasElement)).toEqual(figures(canvasElement).sort((a, b) => a - b));
      await expect(tick).toHaveFocus();
    }
  },
};
