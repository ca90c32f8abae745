// Passkeys: the portal says what it wants, the browser makes or uses a passkey, the portal looks at the answer. Never throws: "" is well, all else is a reason.
async function token() {
  const onPage = document.querySelector('[data-passkey-sign-in]') && document.querySelector('input[name="__RequestVerificationToken"]');
  return onPage ? onPage.value : (await (await fetch('account/antiforgery', { headers: { Accept: 'application/json' } })).json()).token;
}
async function post(path, body) {
  const answer = await fetch('account/passkeys/' + path, {
    method: 'POST', body: JSON.stringify(body ?? {}),
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', RequestVerificationToken: await token() },
  });
  const said = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(said?.code ?? 'passkey_refused');
  return said;
}
async function told(act) {
  try { await act(); return ''; } catch (why) { return why instanceof DOMException ? 'passkey_refused' : why.message; }
}
const used = async options => (await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON();

export const add = name => told(async () => {
  const options = PublicKeyCredential.parseCreationOptionsFromJSON(await post('options'));
  await post('add', { name, credential: (await navigator.credentials.create({ publicKey: options })).toJSON() });
});
export const prove = () => told(async () => post('step-up', { credential: await used(await post('step-up/options')) }));

for (const button of document.querySelectorAll('[data-passkey-sign-in]')) button.addEventListener('click', async () => {
  const failed = document.querySelector('[data-passkey-failed]');
  failed.hidden = true;
  const why = await told(async () => {
    const done = await post('sign-in', { returnUrl: button.dataset.returnUrl, credential: await used(await post('sign-in/options')) });
    location.assign(done.to);
  });
  failed.hidden = why === '';
});
