// Twenty lines in the manner of htmx: `hx-get`, `hx-post` and `hx-delete` ask, and what comes back is appended to `hx-target`.

const said = document.querySelector('output');

async function ask(method, source, options = {}) {
  const url = source.getAttribute(`hx-${method}`);
  const target = document.querySelector(source.getAttribute('hx-target') ?? '#ops');
  const response = await fetch(url, { ...options, method }).catch(() => undefined);
  said.textContent = response?.ok ? '' : 'The little server of this page runs with “npm start”.';
  if (!response?.ok) return;
  target.append(...new DOMParser().parseFromString(await response.text(), 'text/html').body.childNodes);
}

document.addEventListener('submit', (event) => {
  event.preventDefault();
  void ask('post', event.target, { body: new URLSearchParams(new FormData(event.target)) });
  event.target.reset();
});
document.addEventListener('click', ({ target }) => {
  const source = target.closest('[hx-delete]');
  if (source) void ask('delete', source);
});
for (const source of document.querySelectorAll('[hx-get]')) void ask('get', source);
