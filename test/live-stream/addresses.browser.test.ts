// S2: the one judge of addresses before 2,000 bad ones and 100 good ones, and before whatever else looks like an address: what is let
// through leads, in an anchor of the browser at hand, to the web or to a mailbox, and to nothing else.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeUrl } from '../../src/live-stream/index.js';

/** What no link of a chat may have, with what would follow it. */
const SCHEMES = {
  javascript: ['alert(1)', '//%0aalert(1)', '/*--></style>*/alert(1)'],
  vbscript: ['msgbox(1)'],
  data: ['text/html,<script>alert(1)</script>', 'text/html;base64,PHNjcmlwdD4=', 'image/svg+xml,<svg onload=alert(1)>'],
  blob: ['https://other.example/1', 'null/1'],
  file: ['///etc/passwd'],
  filesystem: ['https://other.example/temporary/x'],
  'view-source': ['https://other.example/'],
  about: ['blank', 'srcdoc'],
  chrome: ['//settings'],
  'chrome-extension': ['//abc/page.html'],
  'ms-settings': ['privacy'],
  intent: ['//scan/#Intent;scheme=zxing;end'],
  'x-apple.systempreferences': [''],
  ftp: ['//user:word@other.example/'],
  ws: ['//other.example/'],
  wss: ['//other.example/'],
  tel: ['+1'],
  sms: ['+1'],
  jar: ['https://other.example/x.jar!/'],
  mhtml: ['https://other.example/x.mht'],
};
/** What browsers pass over before a scheme, and within one. */
const BEFORE = ['', ' ', '\t', '\n', '\u0000', '\u0001', '\u001f', '\r\n '];
const WITHIN = ['', '\t', '\n', '\r', '\r\n\t'];

const upper = (text: string, at: (index: number) => boolean): string =>
  Array.from(text, (sign, index) => (at(index) ? sign.toUpperCase() : sign)).join('');
const CASES = [
  (scheme: string) => scheme,
  (scheme: string) => scheme.toUpperCase(),
  (scheme: string) => upper(scheme, (index) => index % 2 === 0),
];

/** In every case, with what browsers pass over at the beginning, in the middle, and before the colon. */
function badAddresses(): string[] {
  const found = new Set<string>();
  for (const [scheme, rests] of Object.entries(SCHEMES))
    for (const rest of rests)
      for (const turn of CASES)
        for (const before of BEFORE)
          for (const [at, within] of WITHIN.entries()) {
            const written = turn(scheme);
            const cut = [1, written.length >> 1, written.length][at % 3]!;
            found.add(`${before}${written.slice(0, cut)}${within}${written.slice(cut)}:${rest}`);
          }
  return [...found];
}

/** Through what a careful reader stumbles over, and a browser does not. */
function goodAddresses(): string[] {
  const hosts = [
    'example.org',
    'EXAMPLE.org',
    'münchen.example',
    'xn--mnchen-3ya.example',
    '192.0.2.1',
    '[2001:db8::1]',
    'example.org:8443',
    'a.b.c.example',
  ];
  const paths = ['', '/', '/a/b?c=d&e=f#g', '/%3Cscript%3E', '/javascript:alert(1)', '?next=javascript:alert(1)'];
  const web = hosts.flatMap((host) => paths.map((path) => [`https://${host}${path}`, `http://${host}${path}`])).flat();
  return [...web, 'mailto:ana@example.org', 'MAILTO:ana@example.org?subject=Hi', '//example.org/x', '/rooms/1', '#top', '?q=1', './a b'];
}

const BAD = badAddresses();
const GOOD = goodAddresses();

/** Where a link leads by the browser's own reading. */
function leads(address: string): string {
  const link = document.createElement('a');
  link.href = address;
  return link.protocol;
}

describe('safeUrl', () => {
  it(`S2 refuses 2,000 bad addresses, as links and as images`, () => {
    expect(BAD.length).toBeGreaterThanOrEqual(2_000);
    // They are what they are said to be: none leads to the web.
    expect(BAD.filter((address) => /^(https?|mailto):$/.test(leads(address)))).toEqual([]);
    expect(BAD.filter((address) => safeUrl(address) !== undefined)).toEqual([]);
    expect(BAD.filter((address) => safeUrl(address, 'image') !== undefined)).toEqual([]);
    console.info(`bad addresses: ${BAD.length}, 0 accepted`);
  });

  it('S2 takes 100 good ones as they are', () => {
    expect(GOOD.length).toBeGreaterThanOrEqual(100);
    expect(GOOD.filter((address) => safeUrl(address) !== address)).toEqual([]);
    console.info(`good addresses: ${GOOD.length}, ${GOOD.length} accepted`);
  });

  it('S2 takes images of other places over https alone', () => {
    const others = GOOD.filter((address) => !address.startsWith('https:') && new URL(address, location.href).host !== location.host);
    const plain = others.filter((address) => new URL(address, location.href).protocol !== 'https:');
    expect(plain.length).toBeGreaterThan(40);
    expect(plain.filter((address) => safeUrl(address, 'image') !== undefined)).toEqual([]);
  });

  it('S2 lets nothing through that leads elsewhere, however it is disguised', () => {
    // Entities, escapes, wide letters and NULs make another address of it, which must then be a harmless one.
    const piece = fc.constantFrom(
      ...[
        'java',
        'script',
        'data',
        'vb',
        'file',
        'https',
        'mailto',
        ':',
        '&colon;',
        '&#58;',
        '&#x3a',
        '%3A',
        '\\x3a',
        '：',
        '//',
        '\\\\',
        '/',
        '@',
      ],
      ...[
        '\u0000',
        '\t',
        '\n',
        '\u00a0',
        '\u200b',
        '\u202e',
        '\ufeff',
        'ｊａｖａ',
        'ſcript',
        'alert(1)',
        'text/html,<script>',
        'user:word@',
        'example.org',
      ],
    );
    const address = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.webUrl(),
      fc.string({ unit: 'binary' }),
    );
    let accepted = 0;
    fc.assert(
      fc.property(address, (one) => {
        const link = safeUrl(one);
        if (link !== undefined) {
          accepted++;
          expect(leads(link)).toMatch(/^(https?|mailto):$/);
        }
        const image = safeUrl(one, 'image');
        if (image !== undefined) expect(leads(image)).toMatch(/^(https?|blob):$/);
      }),
      { numRuns: import.meta.env.MODE === 'long' ? 200_000 : 5_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
