import type { Tx } from "../../db/database.ts";

export interface UsedService {
  readonly courierId: string;
  readonly service: string;
  readonly serviceName: string;
}

/** Services the newest thousand shipments went by, so that a rule can name them. */
export function usedServices(tx: Tx): Promise<UsedService[]> {
  return tx.rows(
    `select connection_id as "courierId", service, max(coalesce(service_name, service)) as "serviceName"
     from (select connection_id, service, service_name from argosy.shipment where organization_id = argosy.tenant()
       order by created_at desc, id desc limit 1000) s
     where service is not null group by 1, 2 order by 3, 1`,
  );
}
