/** Shows what an account would read and send, before it is connected or changed; stores nothing. */

import { randomUUID } from "node:crypto";
import type { OrganizationId } from "../../commerce/ids.ts";
import { textOf } from "../../commerce/message.ts";
import { shareOf } from "../../connectors/kit/connect/consent.ts";
import { translateMeta } from "../../connectors/kit/connect/translate.ts";
import type { Language } from "../../connectors/kit/contract/contract.ts";
import type { Trial } from "../../connectors/kit/contract/trial.ts";
import { HubError } from "../../hub/errors.ts";
import { type ConnectDeps, connectorOf, connectRow, endpointOf, unsavedContext } from "./attempt.ts";
import { readForm } from "./form.ts";
import { withStored } from "./stored-values.ts";

export interface TrialInput {
  readonly organization: OrganizationId;
  readonly provider: string;
  readonly values: Readonly<Record<string, string>>;
  /** A draft or a connected store whose fields stand in for those left empty. */
  readonly connectionId?: string | undefined;
  readonly language?: Language | undefined;
}

/** Throws HubError TRIAL_NONE where nothing can be tried, ConnectorError with words for the seller. */
export async function tryOut(deps: ConnectDeps, input: TrialInput): Promise<Trial> {
  const connector = connectorOf(deps, input.provider);
  const { organization, connectionId } = input;
  const { trial, complete } = connector.connect;
  if (!trial)
    throw new HubError("TRIAL_NONE", "validation", "Only a channel that is connected by a description can be tried.");
  const values = connectionId ? await withStored(deps, { organization, connectionId }, input.values) : input.values;
  const form = readForm(translateMeta(connector, input.language ?? "en"), values);
  const refused = trial.refused(form.values);
  if (refused !== null) throw new HubError("TRIAL_REFUSED", "validation", textOf(refused));
  const row = connectionId ? await deps.db.tenant(organization, (tx) => connectRow(tx, deps, connectionId)) : null;
  const endpoint = endpointOf(deps, input, row?.endpoint ?? null);
  // Buckets and the breaker of a trial are its own; no address of it is ever given out.
  const common = {
    organization,
    form,
    key: `trial-${randomUUID()}`,
    endpoint,
    app: row?.app ?? new Map<string, string>(),
  };
  const completion = await complete({ kind: "form", values: form.values }, unsavedContext(deps, connector, common));
  const share = shareOf(completion, completion.accounts[0]);
  return trial.run(unsavedContext(deps, connector, { ...common, share }));
}
