import type { Egress } from "../../connectors/kit/http/egress.ts";

/** A platform inside this hub: only connections whose endpoint it is reach it, and only what it calls home is open to it. */
export interface LocalPlatform {
  readonly egress: Egress;
  /** Values of the app it knows, in place of the operator's, by secret name. */
  readonly appSecrets: ReadonlyMap<string, string>;
  /** Where it reaches this hub, whoever else can. */
  readonly homeUrl: string;
}

export interface LocalPlatforms {
  at(endpoint: string): LocalPlatform | undefined;
}
