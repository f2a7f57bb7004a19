/** Sandboxes whose platform is one state: its books, of which calls are answered and controls are made. */
import type { SandboxReply, SandboxRequest, SandboxServerOptions } from "./reply.ts";
import type { SandboxAccount, SandboxOf, SandboxOptions } from "./sandbox.ts";
import { type SandboxServer, sandboxOn, startSandboxServer } from "./server.ts";

type Reply = SandboxReply | Promise<SandboxReply>;
type Answer = (request: SandboxRequest) => Reply;

/** What answers calls: a function of the state, or one made of it once. */
type Answers<State> =
  | { handle(request: SandboxRequest, state: State): Reply }
  | { answering(state: State, server: SandboxServer): Answer };

type Stateful<State, Account extends SandboxAccount> = Omit<
  SandboxServerOptions,
  "options" | "handle" | "onExpireTokens" | "onRevoke"
> &
  Answers<State> & {
    /** The books at the start; the server has chance, an address and a way to send webhooks. */
    newState(options: SandboxOptions, server: SandboxServer): State;
    /** The controls of whoever works with the sandbox. */
    controls(state: State): Account;
    onExpireTokens?(state: State): void;
    onRevoke?(state: State): void;
  };

/** `startSandbox` of a platform with a state, which its own tests reach as well. */
export const statefulSandbox =
  <State, Account extends SandboxAccount>(platform: Stateful<State, Account>) =>
  async (options: SandboxOptions): Promise<SandboxOf<Account> & { readonly state: State }> => {
    const server = await startSandboxServer({
      ...platform,
      options,
      handle: (request) => answer(request),
      onExpireTokens: () => platform.onExpireTokens?.(state),
      onRevoke: () => platform.onRevoke?.(state),
    });
    const state = platform.newState(options, server);
    const answer: Answer =
      "answering" in platform ? platform.answering(state, server) : (request) => platform.handle(request, state);
    return { ...sandboxOn(server, platform.controls(state)), state };
  };
