/**
 * Reports a seller uploaded for a channel name its customers, packed or in a workbook as well, where no search finds them:
 * all reports of the person's channels end, with their objects. What they said is here already.
 */
import type { Tx } from "../../db/database.ts";
import type { ErasedPerson } from "./erased-person.ts";

/** SQL: the report `f` is not being read, nor about to be. */
const IS_READ = `not exists (select from argosy.run r
    where r.organization_id = f.organization_id and r.id = f.run_id and r.state in ('queued', 'running'))`;

/** Answers how many files ended; one that is being read does so when its run has. */
export async function eraseFiles(tx: Tx, { connections }: Pick<ErasedPerson, "connections">): Promise<number> {
  const later = await tx.run(
    `update argosy.channel_file f set ends_with_run = true
     where f.organization_id = argosy.tenant() and f.connection_id = any($1::uuid[]) and f.file_id is not null`,
    [connections],
  );
  await removeErasedFiles(tx);
  return later;
}

/** Removes files that were to end with a run that is over. */
export async function removeErasedFiles(tx: Tx): Promise<void> {
  await tx.run(
    `delete from argosy.stored_file s
     using argosy.channel_file f
     where s.organization_id = argosy.tenant() and f.organization_id = argosy.tenant() and f.file_id = s.id
       and f.ends_with_run and ${IS_READ}`,
  );
  await tx.run(
    `update argosy.channel_file set ends_with_run = false
     where organization_id = argosy.tenant() and ends_with_run and file_id is null`,
  );
}
