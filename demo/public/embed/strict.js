// Says what the policy of the page has refused.

const refused = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
  refused.push(`${violatedDirective} ${blockedURI} ${sourceFile ?? ''}`);
  document.querySelector('output').textContent = `Refused: ${refused.join(', ')}`;
});
