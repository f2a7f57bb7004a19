/** Keys of this device in the place of a password. */
import { askAuth, readAuth } from "./sign-in.ts";

/** The newest part of it browsers know is reading what the hub asks; only pages over https, and of this machine, have it. */
export const canUsePasskeys = (): boolean =>
  typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

/** False: the person turned away, or the device has no key of this hub; it tells neither apart. Throws Problem. */
export async function signInWithPasskey(): Promise<boolean> {
  const options = await readAuth<PublicKeyCredentialRequestOptionsJSON>("passkey/generate-authenticate-options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const response = await answered(() => navigator.credentials.get({ publicKey }));
  if (response === null) return false;
  await askAuth("passkey/verify-authentication", { response });
  return true;
}

/** False: the person turned away. Throws Problem. */
export async function addPasskey(name: string): Promise<boolean> {
  const options = await readAuth<PublicKeyCredentialCreationOptionsJSON>("passkey/generate-register-options");
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const response = await answered(() => navigator.credentials.create({ publicKey }));
  if (response === null) return false;
  await askAuth("passkey/verify-registration", { response, name });
  return true;
}

async function answered(ask: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await ask();
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return null;
    throw error;
  }
}
