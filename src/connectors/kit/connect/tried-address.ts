/** Detection at an address that a person has just typed. */
import { message } from "../../../commerce/message.ts";
import type { Connector, Context, Detected } from "../contract/contract.ts";
import { ConnectorError, isConnectorError } from "../contract/errors.ts";
import { NOT_AN_API } from "../http/error-messages.ts";
import { addressFieldOf } from "../http/failures.ts";

/**
 * As `detect`. An answer that is none of the platform's says that something else answers at this address; at an account
 * that is connected it says that the platform has changed.
 */
export async function detectAtAddress(connector: Connector, ctx: Context): Promise<Detected> {
  try {
    return await connector.connect.detect(ctx);
  } catch (error) {
    const field = addressFieldOf(connector);
    if (field === undefined || !isConnectorError(error) || error.kind !== "drift") throw error;
    throw new ConnectorError(
      { kind: "rejected", field, code: NOT_AN_API },
      message("platform.otherApi", { platform: connector.meta.name }),
      { cause: error, details: error.details },
    );
  }
}
