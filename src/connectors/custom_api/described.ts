/** Connecting what a description describes, shop or courier: the form is checked, secrets are kept, the account is told. */
import type { HubText, Message } from "../../commerce/message.ts";
import type { BeginInput, BeginStep, Completion, Connect, Context, Detected } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { type Placed, requireExpressions } from "./dry-run.ts";
import { isRenewable, SECRETS, secretsOf } from "./manifest-auth.ts";
import type { Common } from "./manifest-common.ts";
import { baseUrlOf, defaultsOf } from "./settings.ts";
import { isZone } from "./time.ts";
import { fetchGrant } from "./tokens.ts";
import { message } from "./words.ts";

export type Values = Readonly<Record<string, string>>;

export interface Described<M extends Common> {
  /** The description of the form. Throws ConnectorError naming the field that is not right. */
  parse(values: Values): M;
  expressions(manifest: M): readonly Placed[];
  /** What to say of any other way to connect. */
  readonly byFormAlone: Message;
}

/** The steps of connecting that a shop and a courier of one's own share. */
export function connectDescribed<M extends Common>(of: Described<M>): Pick<Connect, "begin" | "complete" | "refresh"> {
  async function read(values: Values, owner: string): Promise<M> {
    const manifest = of.parse(values);
    requireZone(values.timeZone);
    requireSecrets(manifest, values);
    await requireExpressions(of.expressions(manifest), owner);
    return manifest;
  }
  return {
    async begin({ values }: BeginInput, { owner }: Context): Promise<BeginStep> {
      await read(values, owner);
      return { step: "ready" };
    },
    async complete(input, ctx): Promise<Completion> {
      if (input.kind !== "form") throw new ConnectorError({ kind: "rejected", field: "callback" }, of.byFormAlone);
      const manifest = await read(input.values, ctx.owner);
      const grant = isRenewable(manifest.auth)
        ? await fetchGrant(ctx)
        : { secrets: fixedSecrets(manifest, input.values) };
      return { grant, accounts: [{ externalId: "", name: manifest.name }] };
    },
    refresh: fetchGrant,
  };
}

/** The account of a description: its address, what the form says of it, its ports, and what it cannot do in words. */
export function detectedBy(
  manifest: Common,
  ctx: Context,
  { ports, warnings }: { readonly ports: object; readonly warnings: readonly HubText[] },
): Detected {
  const { currency, phoneCountry, timeZone } = defaultsOf(ctx);
  return {
    account: { externalId: baseUrlOf(ctx), name: manifest.name },
    facts: {
      shopName: manifest.name,
      ...(currency === undefined ? {} : { currency }),
      ...(phoneCountry === undefined ? {} : { phoneCountry }),
      timeZone,
      manifestVersion: manifest.manifestVersion,
      ports: Object.keys(ports),
    },
    locations: [],
    missingScopes: [],
    warnings,
  };
}

function requireZone(typed: string | undefined): void {
  const zone = typed?.trim();
  if (zone && !isZone(zone))
    throw new ConnectorError({ kind: "rejected", field: "timeZone" }, message("error.noTimeZoneUseIana", { zone }));
}

/** Throws ConnectorError naming the first secret the description uses and the form lacks. */
function requireSecrets({ auth }: Common, values: Values): void {
  for (const name of secretsOf(auth)) {
    const field = SECRETS[name];
    if (values[field]?.trim()) continue;
    throw new ConnectorError(
      { kind: "rejected", field },
      message("error.descriptionNeedsSecret", { secret: `{{secret.${name}}}` }),
    );
  }
}

function fixedSecrets({ auth }: Common, values: Values): Record<string, string> {
  return Object.fromEntries(secretsOf(auth).map((name) => [SECRETS[name], values[SECRETS[name]]?.trim() ?? ""]));
}
