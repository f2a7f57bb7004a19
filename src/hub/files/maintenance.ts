import type { Tx } from "../../db/database.ts";

const DAY_MS = 24 * 60 * 60_000;
const RETENTION_DAYS = 30;

/** Removes some files whose time is over: uploads that never ended after a day, files of imports after 30 days. Papers of shipments stay as long as they are named, images and photos too. */
export function removeOldFiles(tx: Tx, now: Date, most: number): Promise<number> {
  return tx.run(
    `delete from stored_file
     where organization_id = argosy.tenant()
       and id in (select id from stored_file where organization_id = argosy.tenant()
       and created_at < $2 and (created_at < $1 or not complete)
       and not exists (select 1 from catalog_import i
         join run r on r.organization_id = i.organization_id and r.id in (i.check_run_id, i.apply_run_id)
         where i.organization_id = stored_file.organization_id and i.file_id = stored_file.id
           and (r.state in ('queued', 'running') or coalesce(r.finished_at, r.created_at) >= $1))
       and not exists (select 1 from channel_file f
         join run r on r.organization_id = f.organization_id and r.id = f.run_id
         where f.organization_id = stored_file.organization_id and f.file_id = stored_file.id
           and r.state in ('queued', 'running'))
       and not exists (select 1 from argosy.shipment_document d
         where d.organization_id = stored_file.organization_id and d.file_id = stored_file.id)
       and not exists (select 1 from argosy.uploaded_image u
         where u.organization_id = stored_file.organization_id and u.file_id = stored_file.id)
       and not exists (select 1 from argosy.order_photo p
         where p.organization_id = stored_file.organization_id and p.file_id = stored_file.id)
       and not exists (select 1 from argosy.manifest m
         where m.organization_id = stored_file.organization_id and m.file_id = stored_file.id)
       order by created_at limit $3)`,
    [new Date(now.getTime() - RETENTION_DAYS * DAY_MS), new Date(now.getTime() - DAY_MS), most],
  );
}
