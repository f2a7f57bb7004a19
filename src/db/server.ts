import { type EmbeddedServer, startEmbedded } from "./embedded.ts";
import { singleClient } from "./single-client.ts";
import { errorCode, StartError } from "./start-error.ts";

// What the schema uses exists from 15 on.
const OLDEST_VERSION = 15;

/** The database server of an installation. */
export interface DatabaseServer extends EmbeddedServer {
  /** The program's own: whoever works with it is on this machine. */
  readonly isEmbedded: boolean;
}

/** The one DATABASE_URL names, else the embedded one. Throws a StartError. */
export async function startServer(options: {
  databaseUrl?: string | undefined;
  dataDir: string;
  log: (message: string) => void;
}): Promise<DatabaseServer> {
  if (options.databaseUrl === undefined) return { ...(await startEmbedded(options)), isEmbedded: true };
  await checkServer(options.databaseUrl);
  return { ownerUrl: options.databaseUrl, isEmbedded: false, stop: async () => undefined };
}

async function checkServer(url: string): Promise<void> {
  const client = singleClient({ connectionString: url, connectionTimeoutMillis: 10_000 });
  const { host, port, database, user } = client;
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>("select current_setting('server_version_num') as version");
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (major < OLDEST_VERSION)
      throw new StartError(
        `The database server at ${host}:${port} is PostgreSQL ${major}; Argosy needs ${OLDEST_VERSION} or newer.`,
      );
  } catch (error) {
    if (error instanceof StartError) throw error;
    const code = errorCode(error);
    if (code === "28P01" || code === "28000")
      throw new StartError(`The database server at ${host}:${port} refuses the user ${user}; check DATABASE_URL.`, {
        cause: error,
      });
    if (code === "3D000")
      throw new StartError(`There is no database "${database}" at ${host}:${port}; create it or check DATABASE_URL.`, {
        cause: error,
      });
    const reason = code ?? (error instanceof Error ? error.message : "no answer");
    throw new StartError(`The database at ${host}:${port} cannot be reached (${reason}); check DATABASE_URL.`, {
      cause: error,
    });
  } finally {
    await client.end();
  }
}
