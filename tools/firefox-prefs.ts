// How Firefox is set up for tests: nothing of its own reaches the network or gets in the way.

export const FIREFOX_PREFS = {
  // A mouse, which it does not look for without a screen.
  'ui.primaryPointerCapabilities': 6,
  'ui.allPointerCapabilities': 6,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'services.settings.server': 'data:,',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'extensions.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  // A name for this machine that is not `localhost`: pages of it have no secure context.
  'network.dns.localDomains': 'chat.test',
  'dom.min_background_timeout_value': 4,
  'media.autoplay.default': 0,
};
