/** What a connector did against its emulated platform, done again against the same answers without a network. */
import { setImmediate } from "node:timers/promises";
import { type Dispatcher, MockAgent } from "undici";
import type { Json } from "../../src/commerce/product.ts";
import type { Context } from "../../src/connectors/kit/contract/contract.ts";
import { createBreaker } from "../../src/connectors/kit/http/breaker.ts";
import type { Exchanged } from "../../src/connectors/kit/http/call-log.ts";
import { createMemoryBuckets } from "../../src/connectors/kit/http/platform-buckets.ts";
import { createPlatformLimiter } from "../../src/connectors/kit/http/platform-limiter.ts";
import { createTokenKeeper } from "../../src/connectors/kit/http/tokens.ts";
import { autoAdvancingClock, type TestConnection } from "../../src/connectors/kit/testing/connection.ts";

export interface Answer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Undefined where the body is no JSON. */
  readonly json: Json | undefined;
}

/** A connector may ask again for as long as an answer says "not yet": whoever asks this often is sent away. */
const MOST_CALLS = 60;
const AWAY = { statusCode: 403, data: "{}", responseOptions: { headers: { "content-type": "application/json" } } };

export function answerOf({ method, url, status, responseHeaders, responseBody }: Exchanged): Answer {
  const {
    "content-encoding": _packed,
    "content-length": _length,
    "transfer-encoding": _how,
    ...headers
  } = responseHeaders;
  return { method, path: new URL(url).pathname, status, headers, body: responseBody, json: jsonIn(responseBody) };
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // XML, a page, or nothing
  }
}

/** Bytes a socket gives at once. */
const PIECE = 64 * 1024;

/** Answers come in pieces, as from a network: what is read of one at once is what is measured. */
const inPieces: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  let handed = Promise.resolve();
  return dispatch(options, {
    onRequestStart: (...reported) => handler.onRequestStart?.(...reported),
    onResponseStart: (...reported) => handler.onResponseStart?.(...reported),
    onResponseData(controller, chunk) {
      handed = handed.then(async () => {
        for (let at = 0; at < chunk.length && !controller.aborted; at += PIECE) {
          handler.onResponseData?.(controller, chunk.subarray(at, at + PIECE));
          await setImmediate();
        }
      });
    },
    onResponseEnd(controller, trailers) {
      handed.then(
        () => handler.onResponseEnd?.(controller, trailers),
        (error: Error) => handler.onResponseError?.(controller, error),
      );
    },
    onResponseError: (...reported) => handler.onResponseError?.(...reported),
  });
};

/** Runs `work` with a context of the connection whose calls get these answers, each path its own in their order. */
export async function replayed<T>(
  connection: TestConnection,
  answers: readonly Answer[],
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  const left = [...answers];
  let calls = 0;
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent
    .get(() => true)
    .intercept({ path: () => true, method: () => true })
    .reply(({ method, path }) => {
      calls += 1;
      const [plain] = String(path).split("?");
      const at = left.findIndex((answer) => answer.method === method && answer.path === plain);
      const existing =
        at < 0 ? answers.findLast((one) => one.method === method && one.path === plain) : left.splice(at, 1)[0];
      if (!existing || calls > MOST_CALLS) return AWAY;
      return { statusCode: existing.status, data: existing.body, responseOptions: { headers: existing.headers } };
    })
    .persist();
  const clock = autoAdvancingClock();
  try {
    return await work(
      connection.context({
        clock,
        egress: { check: (url) => new URL(url), dispatcher: agent.compose(inPieces), close: async () => undefined },
        breaker: createBreaker({ clock }),
        limiter: createPlatformLimiter({ clock, store: createMemoryBuckets() }),
        tokens: createTokenKeeper({ clock, initial: { grant: connection.grant, generation: 1 } }),
      }),
    );
  } finally {
    await agent.close();
  }
}
