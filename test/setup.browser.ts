// Adds the open-wc assertions (axe, semantic DOM diff) to Vitest's own expect.
import { chaiDomDiff } from '@open-wc/semantic-dom-diff';
import { chaiA11yAxe } from 'chai-a11y-axe';
import { chai } from 'vitest';

chai.use(chaiDomDiff);
chai.use(chaiA11yAxe);
