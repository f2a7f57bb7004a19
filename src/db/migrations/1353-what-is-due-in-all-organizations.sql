-- The minute's upkeep asks once what is due in all organizations, where it asked each of them about everything. The role
-- that asks is told ids, states and times, never what a row is about.
GRANT SELECT (organization_id, in_force, valid_from) ON argosy.fx_rate TO argosy_scheduler;
GRANT SELECT (organization_id, id, connection_id, state) ON argosy.stock_hold TO argosy_scheduler;
GRANT SELECT (held_by) ON argosy.listing_stock TO argosy_scheduler;
GRANT SELECT (organization_id, state, policy) ON argosy.conflict TO argosy_scheduler;
GRANT SELECT (disputed_by) ON argosy.listing_price TO argosy_scheduler;
GRANT SELECT (organization_id, leaves) ON argosy.listing TO argosy_scheduler;
GRANT SELECT (organization_id, ends_with_run) ON argosy.channel_file TO argosy_scheduler;
GRANT SELECT (turn_at, every_ms, failing_since) ON argosy.sync_cursor TO argosy_scheduler;
GRANT SELECT (health, failing_since, cancels_orders, removal_due_at) ON argosy.connection TO argosy_scheduler;
GRANT SELECT (organization_id, kind, state, first_at, last_at) ON argosy.alert TO argosy_scheduler;
GRANT SELECT (organization_id, expires_at, state) ON argosy.stock_reservation TO argosy_scheduler;
GRANT SELECT (organization_id, held_until, hold_ended, pickup_mail_at) ON argosy.sales_order TO argosy_scheduler;
GRANT SELECT (organization_id, state, of_id, used_by, told_at, looked_at, settled_at)
  ON argosy.pos_terminal_payment TO argosy_scheduler;
GRANT SELECT (organization_id, due_at) ON argosy.buyer_mail TO argosy_scheduler;
GRANT SELECT (organization_id, is_on, told_week) ON argosy.weekly_summary TO argosy_scheduler;
GRANT SELECT (organization_id, id) ON argosy.movement TO argosy_scheduler;

CREATE POLICY scheduler ON argosy.fx_rate FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.stock_hold FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.conflict FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.listing FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.channel_file FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.alert FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.stock_reservation FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.sales_order FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.pos_terminal_payment FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.buyer_mail FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.weekly_summary FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.movement FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.analytics_state FOR SELECT TO argosy_scheduler USING (true);

-- Stock is looked at for what runs out where it moved since, or what else its pace follows from changed.
ALTER TABLE argosy.analytics_state ADD COLUMN paced_movement uuid;
ALTER TABLE argosy.analytics_state ADD COLUMN is_pace_outdated boolean NOT NULL DEFAULT false;
GRANT SELECT (organization_id, zone, hours_until, paced_at, paced_movement, is_pace_outdated)
  ON argosy.analytics_state TO argosy_scheduler;
