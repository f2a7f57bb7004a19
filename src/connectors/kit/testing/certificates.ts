/** For tests: certificates as X.509 wants them (RFC 5280), signed by an authority of the test's own. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

interface Subject {
  /** Host name. */
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

interface Signed {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

interface Authority extends Signed {
  sign(subject: Subject): Signed;
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const bytes = body.length.toString(16).padStart(body.length > 255 ? 4 : 2, "0");
  const length = body.length < 128 ? [body.length] : [0x80 + bytes.length / 2, ...Buffer.from(bytes, "hex")];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const oid = (...bytes: readonly number[]) => der(0x06, Buffer.from(bytes));
const octets = (content: Uint8Array) => der(0x04, content);
const truth = der(0x01, Buffer.from([0xff]));

/** UTCTime. */
const time = (ms: number) => {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");
  return der(0x17, Buffer.from(text.slice(2)));
};
const commonName = (name: string) => sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(name)))));
/** ecdsa-with-SHA256 */
const ALGORITHM = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

let serial = 0;

interface Certificate extends Subject {
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly isAuthority: boolean;
}

function certificate({ name, from, until, issuer, issuerKey, publicKey, isAuthority }: Certificate): string {
  serial += 1;
  const alternative = sequence(oid(0x55, 0x1d, 0x11), octets(sequence(der(0x82, Buffer.from(name)))));
  const constraints = sequence(oid(0x55, 0x1d, 0x13), truth, octets(sequence(truth)));
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([serial])),
    ALGORITHM,
    commonName(issuer),
    sequence(time(from), time(until)),
    commonName(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(isAuthority ? constraints : alternative)),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", content, issuerKey));
  const text = sequence(content, ALGORITHM, signature).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
}

const pem = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();

/** An authority that signs itself, valid for a decade. */
export function authority(name: string): Authority {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = Date.now();
  const decade = { from: now - 5 * 365 * 86_400_000, until: now + 5 * 365 * 86_400_000 };
  const root = {
    name,
    ...decade,
    issuer: name,
    issuerKey: own.privateKey,
    publicKey: own.publicKey,
    isAuthority: true,
  };
  return {
    cert: certificate(root),
    key: pem(own.privateKey),
    sign(subject) {
      const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const cert = certificate({ ...subject, issuer: name, issuerKey: own.privateKey, publicKey, isAuthority: false });
      return { cert, key: pem(privateKey) };
    },
  };
}
