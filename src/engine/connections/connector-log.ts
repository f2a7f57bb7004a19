import type { Logger } from "pino";
import type { Log } from "../../connectors/kit/contract/context.ts";

/** The hub's log as connectors write to it: the message first. */
export function connectorLog(log: Logger): Log {
  return {
    debug: (message, fields) => log.debug(fields ?? {}, message),
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
  };
}
