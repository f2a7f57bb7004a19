/** What the point-of-sale screen reads. */
import { hub } from "../data/hub.ts";
import { reading, readingItems } from "../data/reading.ts";

export const registersQuery = readingItems(["pos", "registers"], () => hub.GET("/api/pos/registers"));

export const staffQuery = readingItems(["pos", "staff"], () => hub.GET("/api/pos/staff"));

export const taxRatesQuery = readingItems(["pos", "tax-rates"], () => hub.GET("/api/pos/tax-rates"));

export const terminalQuery = (registerId: string) =>
  reading(["pos", "registers", registerId, "terminal"], () =>
    hub.GET("/api/pos/registers/{registerId}/terminal", { params: { path: { registerId } } }),
  );

/** The last ones. */
export const sessionsQuery = readingItems(["pos", "sessions"], () =>
  hub.GET("/api/pos/sessions", { params: { query: { limit: 50 } } }),
);

export const sessionQuery = (sessionId: string) =>
  reading(["pos", "sessions", sessionId], () =>
    hub.GET("/api/pos/sessions/{sessionId}", { params: { path: { sessionId } } }),
  );

/** The last ones. */
export const salesQuery = readingItems(["pos", "sales"], () =>
  hub.GET("/api/pos/sales", { params: { query: { limit: 50 } } }),
);
