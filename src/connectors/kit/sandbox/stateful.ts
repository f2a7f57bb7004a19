/** Sandboxes whose platform is one state: its books, of which calls are answered and controls are made. */
import type { SandboxReply, SandboxRequest, SandboxServerOptions } from "./reply.ts";
import type { SandboxAccount, SandboxOf, SandboxOptions } from "./sandbox.ts";
import { type SandboxServer, sandboxOn, startSandboxServer } from "./server.ts";

type Handlers = "options" | "handle" | "onExpireTokens" | "onRevoke";

export interface Stateful<State, Account extends SandboxAccount> extends Omit<SandboxServerOptions, Handlers> {
  /** The books at the start; the server has chance, an address and a way to send webhooks. */
  newState(options: SandboxOptions, server: SandboxServer): State;
  /** What answers calls, made once. */
  answering(state: State, server: SandboxServer): (request: SandboxRequest) => SandboxReply | Promise<SandboxReply>;
  /** The controls of whoever works with the sandbox. */
  controls(state: State): Account;
  onExpireTokens?(state: State): void;
  onRevoke?(state: State): void;
}

/** Starts a sandbox with a state, which the platform's own tests reach as well. */
export async function startStatefulSandbox<State, Account extends SandboxAccount>(
  options: SandboxOptions,
  { newState, answering, controls, onExpireTokens, onRevoke, ...platform }: Stateful<State, Account>,
): Promise<SandboxOf<Account> & { readonly state: State }> {
  const server = await startSandboxServer({
    ...platform,
    options,
    handle: (request) => handle(request),
    onExpireTokens: () => onExpireTokens?.(state),
    onRevoke: () => onRevoke?.(state),
  });
  const state = newState(options, server);
  const handle = answering(state, server);
  return { ...sandboxOn(server, controls(state)), state };
}
