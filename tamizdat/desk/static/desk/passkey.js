// Make or show a passkey, and hand what the browser gives to the form.  Nothing is sent anywhere else.
const form = document.querySelector("form[data-passkey]");
const refused = document.getElementById("refused");
const options = JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
const making = form.dataset.passkey === "create";

const ask = () =>
  making
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });

const wantsPasskey = (event) => !making || event.submitter?.value === "passkey";

form.addEventListener("submit", async (event) => {
  if (!wantsPasskey(event) || form.elements.credential.value) return;
  event.preventDefault();
  refused.textContent = "";
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    refused.textContent = form.dataset.lacks;
    return;
  }
  try {
    const credential = await ask();
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    refused.textContent = form.dataset.failed;
  }
});
