// The two switches: while it has the attribute `offline`, an app has no connection.

for (const box of document.querySelectorAll('[data-online]')) {
  box.addEventListener('change', () => document.getElementById(box.dataset.online).toggleAttribute('offline', !box.checked));
}
