// Addresses where there is no page: a server that renders rows judges as the page will that takes them over.

import { describe, expect, it } from 'vitest';
import { safeUrl } from '../../src/live-stream/safe-url.js';

describe('an address on a server', () => {
  it('is a link where it leads to the web, to a mailbox, or along the page’s own', () => {
    const good = ['https://example.org', 'http://example.org/a', 'mailto:ana@example.org', '/a', 'a?b#c', '//example.org/a', ''];
    expect(good.map((address) => safeUrl(address))).toEqual(good);
    const bad = [
      'javascript:alert(1)',
      ' JAVA\tSCRIPT:alert(1)',
      'data:text/html,x',
      'blob:https://example.org/1',
      'https://',
      1,
      undefined,
    ];
    expect(bad.filter((address) => safeUrl(address) !== undefined)).toEqual([]);
  });

  it('is a picture by https and by a path; what only a page can tell is left out', () => {
    const good = ['https://example.org/a.png', '/a.png', 'a.png'];
    expect(good.map((address) => safeUrl(address, 'image'))).toEqual(good);
    const bad = [
      'http://example.org/a.png',
      'http://server.invalid/a.png',
      'blob:https://server.invalid/1',
      'blob:null/1',
      'data:image/png,x',
    ];
    expect(bad.filter((address) => safeUrl(address, 'image') !== undefined)).toEqual([]);
  });
});
