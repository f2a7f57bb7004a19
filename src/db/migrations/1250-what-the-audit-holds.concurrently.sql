-- What the audit trail can be asked by is offered as choices: the acts, the people and the kinds of things it holds.
create index concurrently if not exists audit_by_action on argosy.audit (organization_id, action, seq);
create index concurrently if not exists audit_by_actor on argosy.audit (organization_id, actor, seq);
create index concurrently if not exists audit_by_target_kind on argosy.audit (organization_id, target_kind, seq);
