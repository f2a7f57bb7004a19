/** Work with a store whose connector this hub does not have: it waits, and says what to install. */
import { type AbsenceOf, unknownProvider } from "../../connectors/absences.ts";
import { HubError } from "../../hub/errors.ts";

/** What a person or a run is told that needs the connector of a store. */
export function connectorMissing(absenceOf: AbsenceOf | undefined, provider: string): HubError {
  const { text } = absenceOf?.(provider) ?? unknownProvider(provider);
  return new HubError("CONNECTOR_MISSING", "conflict", text);
}

/** What was opened, or null where there is no such connection. Throws HubError CONNECTOR_MISSING of one that is stored. */
export function needed<T>(open: T | null, provider: string | undefined, absenceOf: AbsenceOf | undefined): T | null {
  if (open === null && provider !== undefined) throw connectorMissing(absenceOf, provider);
  return open;
}

/** Whether a piece of work failed over nothing else: it is tried again for as long as it takes. */
export const waitsForConnector = (error: unknown): boolean =>
  error instanceof HubError && error.code === "CONNECTOR_MISSING";
