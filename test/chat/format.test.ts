// How times and names read, in any locale and zone, and with broken input.

import { expect } from 'vitest';
import { clockTime, colourOf, dayKey, dayLabel, exactTime, initials, fileSize, startOfDay } from '../../src/chat/format.js';

const LONDON = { locale: 'en-GB', timeZone: 'Europe/London' };
const AT = '2026-03-02T14:05:10.000Z';

describe('times', () => {
  it('S-32 are local, with the exact instant at hand', () => {
    expect(clockTime(AT, LONDON)).toBe('14:05');
    expect(clockTime(AT, { locale: 'en-US', timeZone: 'America/New_York' })).toBe('9:05 AM');
    expect(exactTime(AT, LONDON)).toMatch(/^Monday,? 2 March 2026.*14:05:10$/);
  });

  it('S-32 belong to the day of the reader', () => {
    const late = '2026-03-02T23:30:00.000Z';
    expect(dayKey(late, LONDON)).toBe('2026-03-02');
    expect(dayKey(late, { locale: 'en-GB', timeZone: 'Asia/Tokyo' })).toBe('2026-03-03');
  });

  it('have four digits in their year, however early', () => {
    const utc = { locale: 'en', timeZone: 'UTC' };
    expect(dayKey('0026-07-01T00:00:00.000Z', utc)).toBe('0026-07-01');
    expect(startOfDay('0026-07-01', utc)?.toISOString()).toBe('0026-07-01T00:00:00.000Z');
  });

  it('are Today, Yesterday or a date, with the year when it is another', () => {
    const label = (now: string): string => dayLabel(AT, new Date(now), LONDON);
    expect(label('2026-03-02T22:00:00Z')).toBe('Today');
    expect(label('2026-03-03T00:10:00Z')).toBe('Yesterday');
    expect(label('2026-03-04T12:00:00Z')).toMatch(/^Monday,? 2 March$/);
    expect(label('2027-01-01T12:00:00Z')).toMatch(/^Monday,? 2 March 2026$/);
    expect(dayLabel(AT, new Date(AT), { locale: 'de', timeZone: 'UTC' })).toBe('Heute');
  });

  it('are empty when broken, and a nonsense zone or locale is the machine’s own', () => {
    expect(clockTime('yesterday-ish', LONDON)).toBe('');
    expect(dayLabel('', new Date(AT), LONDON)).toBe('');
    expect(clockTime(AT, { locale: 'not a locale', timeZone: 'Mars/Olympus' })).not.toBe('');
  });

  it('keep the zone where the locale is nonsense, and the locale and their days where the zone is', () => {
    const late = '2026-03-02T22:30:00.000Z';
    const tokyo = { locale: 'pt_BR', timeZone: 'Asia/Tokyo' };
    expect(dayKey(late, tokyo)).toBe('2026-03-03');
    expect(clockTime(late, tokyo)).toMatch(/0?7:30/);
    for (const locale of ['de', 'en-US', 'ja']) {
      const nowhere = { locale, timeZone: 'Mars/Olympus' };
      expect(exactTime(AT, nowhere)).toBe(exactTime(AT, { locale, timeZone: undefined }));
      expect(dayKey(AT, nowhere)).toBe(dayKey(AT, { locale, timeZone: undefined }));
    }
    const day = '2026-03-02';
    expect(dayKey(startOfDay(day, { locale: 'de', timeZone: 'Mars/Olympus' })!.toISOString(), { locale: 'de', timeZone: undefined })).toBe(
      day,
    );
  });
});

describe('names', () => {
  it('become initials', () => {
    expect(
      ['Ana Sousa', 'Ana', 'ana.lima@example.org', 'Jean-Luc Picard', '  ', '张伟', '🇵🇹 Rui', '👩‍💻 Mia', 'e\u0301va'].map(initials),
    ).toEqual(['AS', 'A', 'AL', 'JP', '', '张', '🇵🇹R', '👩‍💻M', 'E\u0301']);
  });

  it('have one colour each, whatever else there is', () => {
    const colours = Array.from({ length: 400 }, (_, i) => colourOf(`user-${i}`, 8));
    expect(new Set(colours)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    expect(colourOf('user-7', 8)).toBe(colours[7]);
  });
});

describe('sizes of files', () => {
  it('are in whole words below a thousand bytes, and short above', () => {
    // What Chromium calls its own language where the machine has none.
    expect(fileSize(1_200, 'en-US@posix')).toBe(fileSize(1_200, new Intl.NumberFormat().resolvedOptions().locale));
    expect([0, 1, 70, 999, 1_200, 3_400_000].map((bytes) => fileSize(bytes, 'en'))).toEqual([
      '0 bytes',
      '1 byte',
      '70 bytes',
      '999 bytes',
      '1.2 kB',
      '3.4 MB',
    ]);
  });
});
