// Names of files that want to be something else.

export const HOSTILE: readonly string[] = [
  '<img src=x onerror="window.pwned=1">.txt',
  '"><script>window.pwned=1</script>.txt',
  '../../../../etc/passwd',
  'C:\\Windows\\system32\\cmd.exe',
  'invoice\u202egpj.exe',
  'a\u2066b\u2069.txt',
  'two\nlines\r\n.txt',
  'nul\u0000.txt',
  '${alert(1)}{{7*7}}.txt',
  'javascript:alert(1)',
  '\u200b\u200b',
  '.'.repeat(300),
  'x'.repeat(4_000),
];
