/** Connecting, testing, renewing and disconnecting accounts. Nothing of a failed attempt is kept but its draft. */
import type { CallbackRequest } from "../../connectors/kit/contract/contract.ts";
import { accounts, choose } from "./accounts.ts";
import type { ConnectDeps } from "./attempt.ts";
import { begin, openDraft } from "./begin.ts";
import { callback, install, unrequestedGrant } from "./callback.ts";
import { disconnect } from "./disconnect.ts";
import { complete } from "./finish.ts";
import { addresses, health, newSecret, refresh, setSecrets, test } from "./manage.ts";
import { tryOut } from "./try-out.ts";

type Rest<F> = F extends (deps: ConnectDeps, input: infer I) => unknown ? I : never;

export type Connections = ReturnType<typeof createConnections>;

export function createConnections(deps: ConnectDeps) {
  return {
    openDraft: (input: Rest<typeof openDraft>) => openDraft(deps, input),
    begin: (input: Rest<typeof begin>) => begin(deps, input),
    complete: (input: Rest<typeof complete>) => complete(deps, input),
    tryOut: (input: Rest<typeof tryOut>) => tryOut(deps, input),
    accounts: (input: Rest<typeof accounts>) => accounts(deps, input),
    choose: (input: Rest<typeof choose>) => choose(deps, input),
    test: (input: Rest<typeof test>) => test(deps, input),
    disconnect: (input: Rest<typeof disconnect>) => disconnect(deps, input),
    refresh: (input: Rest<typeof refresh>) => refresh(deps, input),
    setSecrets: (input: Rest<typeof setSecrets>) => setSecrets(deps, input),
    newSecret: (input: Rest<typeof newSecret>) => newSecret(deps, input),
    addresses: (input: Rest<typeof addresses>) => addresses(deps, input),
    health: (input: Rest<typeof health>) => health(deps, input),
    install: (provider: string, request: CallbackRequest) => install(deps, provider, request),
    /** `stateInPath` wins over the query's `state`. */
    callback: async (
      provider: string | null,
      stateInPath: string | null,
      request: CallbackRequest,
      browser?: string | null,
    ) => {
      const state = stateInPath ?? request.query.state ?? "";
      return state === "" && provider !== null
        ? unrequestedGrant(deps, provider)
        : callback(deps, state, request, browser);
    },
  };
}
