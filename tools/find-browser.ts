// Finds a Chromium the tests can drive.
export async function findBrowser(): Promise<string> {
  return process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
}
