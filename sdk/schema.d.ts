// Written by `npm run sdk` from /api/openapi.json; not edited by hand.
export interface paths {
    "/api/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What operators changed, newest first */
        get: operations["getAdminAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Connections that fail or need a person, the one failing longest first; at most 200 */
        get: operations["getAdminConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/lanes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lanes that have something to do, the one due longest first; at most 200 */
        get: operations["getAdminLanes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Organizations of this hub with their counts, newest first */
        get: operations["getAdminOrganizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Set limits of an organization's plan; null takes one away. A limit blocks new stores and members, never orders */
        patch: operations["patchAdminOrganizationsById"];
        trace?: never;
    };
    "/api/admin/organizations/{id}/pause-outbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold back everything that goes to platforms and webhook endpoints of one organization */
        post: operations["postAdminOrganizationsByIdPauseOutbound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/organizations/{id}/resume-outbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send again what was held back of one organization; all that waits goes out */
        post: operations["postAdminOrganizationsByIdResumeOutbound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/outbound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether everything that goes out of the hub is held back */
        get: operations["getAdminOutbound"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/outbound/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold back everything that goes to platforms and webhook endpoints, of all organizations, in every process at once */
        post: operations["postAdminOutboundPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/outbound/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send again; all that waited goes out */
        post: operations["postAdminOutboundResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Job queues, and lanes by kind of work: how much is ready, under way, failing, and since when */
        get: operations["getAdminQueues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People who can sign in, by address */
        get: operations["getAdminUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch an account off: ends its sessions and its API keys at once, in every organization */
        post: operations["postAdminUsersByIdDeactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/users/{id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a switched-off account sign in again */
        post: operations["postAdminUsersByIdReactivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of Argosy, Node, PostgreSQL and the schema */
        get: operations["getAdminVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What needs a person, the newest first */
        get: operations["getAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One alert */
        get: operations["getAlertsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close an alert by hand */
        post: operations["postAlertsByIdResolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hide an alert until a time */
        post: operations["postAlertsByIdSnooze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open alerts by severity, for badges */
        get: operations["getAlertsCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analytics/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A report as a file: sales by day and channel, by store, or best sellers */
        get: operations["getAnalyticsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analytics/home": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sales, orders to ship, stock that runs out, sync health and alerts: what is looked at first, in one answer */
        get: operations["getAnalyticsHome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analytics/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Best sellers by units or net, with sell-through, and what the stock is worth */
        get: operations["getAnalyticsProducts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analytics/sales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders, units, gross, refunds and net by day, store or product, with the same of the time before */
        get: operations["getAnalyticsSales"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API keys, never the keys themselves */
        get: operations["getApiKeys"];
        put?: never;
        /** Make an API key; it is shown in this answer only */
        post: operations["postApiKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API key at once */
        delete: operations["deleteApiKeysById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the audit trail is unbroken */
        get: operations["getAuditVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole tree, flat, siblings in their order */
        get: operations["getCategories"];
        put?: never;
        /** Add a category */
        post: operations["postCategories"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a category: its children move up or go with it, products only leave it */
        delete: operations["deleteCategoriesById"];
        options?: never;
        head?: never;
        /** Rename, move or reorder a category */
        patch: operations["patchCategoriesById"];
        trace?: never;
    };
    "/api/categories/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a category into another: products, stores' categories, rules and children go over */
        post: operations["postCategoriesByIdMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/categories/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Order the children of a category, or the roots; those left out follow */
        post: operations["postCategoriesOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where hub and channel said different things, and who won, newest first */
        get: operations["getConflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conflicts/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Settle a conflict; with `always` also all others of its store and field, from now on */
        post: operations["postConflictsByIdSettle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conflicts/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many conflicts are open, by store and field */
        get: operations["getConflictsCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conflicts/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Settle many: these, or all open ones of a choice; up to 500 a call, one answer each */
        post: operations["postConflictsSettle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Connected accounts, oldest first; drafts and deleted ones only when asked for by state */
        get: operations["getConnections"];
        put?: never;
        /** Connect an account: proves the credentials with the platform and saves them, or says why not and saves nothing */
        post: operations["postConnections"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One connected account, also after it was deleted */
        get: operations["getConnectionsById"];
        put?: never;
        post?: never;
        /** Disconnect: webhooks removed, tokens revoked, secrets wiped; orders and history stay */
        delete: operations["deleteConnectionsById"];
        options?: never;
        head?: never;
        /** Change name, code, order prefix, stock cut-over or sync settings */
        patch: operations["patchConnectionsById"];
        trace?: never;
    };
    "/api/connections/{id}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The accounts that the consent waiting on this draft covers */
        get: operations["getConnectionsByIdAccounts"];
        put?: never;
        /** Connect some of these accounts: the first as this draft, each other as a connection of its own; all or none */
        post: operations["postConnectionsByIdAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch on: catches up both ways */
        post: operations["postConnectionsByIdActivate"];
        delete?: never;
        options?: never;
        head?: never;
        /** Switch on: catches up both ways */
        patch: operations["patchConnectionsByIdActivate"];
        trace?: never;
    };
    "/api/connections/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch off: deliveries are stored, nothing is applied or pushed */
        post: operations["postConnectionsByIdDeactivate"];
        delete?: never;
        options?: never;
        head?: never;
        /** Switch off: deliveries are stored, nothing is applied or pushed */
        patch: operations["patchConnectionsByIdDeactivate"];
        trace?: never;
    };
    "/api/connections/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health, breaker, limits, lag, and the dates of its secrets (never the secrets) */
        get: operations["getConnectionsByIdHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders, success rate, latency, throttling and lag, hour by hour or day by day */
        get: operations["getConnectionsByIdMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/metrics/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** These figures as a file: CSV or JSON lines */
        get: operations["getConnectionsByIdMetricsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/open-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders not shipped yet, and the units they hold: what disconnecting is about */
        get: operations["getConnectionsByIdOpenOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause: what comes in is applied, what goes out waits */
        post: operations["postConnectionsByIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        /** Pause: what comes in is applied, what goes out waits */
        patch: operations["patchConnectionsByIdPause"];
        trace?: never;
    };
    "/api/connections/{id}/provider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same of the provider of a connection, for who knows only the connection */
        get: operations["getConnectionsByIdProvider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/refresh-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Renew the platform's tokens now */
        post: operations["postConnectionsByIdRefreshCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on after a pause: catches up both ways */
        post: operations["postConnectionsByIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        /** Go on after a pause: catches up both ways */
        patch: operations["patchConnectionsByIdResume"];
        trace?: never;
    };
    "/api/connections/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try everything that failed on this connection once more */
        post: operations["postConnectionsByIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Save secrets the platform made after connecting (webhook secrets) or new credentials; they are never shown again */
        put: operations["putConnectionsByIdSecrets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/sync-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every attempt between hub and channel, newest first, in a seller's words */
        get: operations["getConnectionsByIdSyncLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/sync-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is running and when each sweep runs next */
        get: operations["getConnectionsByIdSyncStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the platform whether the credentials still work */
        post: operations["postConnectionsByIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/webhook-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the channel told us, newest first, and what became of it */
        get: operations["getConnectionsByIdWebhookEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/webhook-events/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event with its body as it came (it may hold personal data) */
        get: operations["getConnectionsByIdWebhookEventsByEventId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/webhook-events/{eventId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply a stored event again; what was applied already has no second effect */
        post: operations["postConnectionsByIdWebhookEventsByEventIdReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/connections/{id}/webhook-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new webhook secret to paste on the platform; shown in this answer only, the old one ends */
        post: operations["postConnectionsByIdWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers, newest first */
        get: operations["getCustomers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer with contact points, what they spent and their last orders */
        get: operations["getCustomersById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is known of a customer; null empties a field */
        patch: operations["patchCustomersById"];
        trace?: never;
    };
    "/api/customers/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a person out of everything kept; orders, amounts and stock stay */
        post: operations["postCustomersByIdErase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything kept about a person, to hand to them */
        get: operations["getCustomersByIdExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make another customer's record part of this one */
        post: operations["postCustomersByIdMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Merges into this customer, newest first */
        get: operations["getCustomersByIdMerges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/{id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The customer's orders, newest first */
        get: operations["getCustomersByIdOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers who may be one person, with reasons; only people merge them */
        get: operations["getCustomersDuplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/duplicates/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** These two are two people: the suggestion does not come back */
        post: operations["postCustomersDuplicatesDismiss"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** These customers as a file: CSV or JSON lines */
        get: operations["getCustomersExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/customers/merges/{mergeId}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a merge back: what it moved returns, what came since stays; answers the customer that is back */
        post: operations["postCustomersMergesByMergeIdUndo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/discounts/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a store's platform whether a discount code counts for a basket; changes nothing there */
        post: operations["postDiscountsValidate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changes in the organization, as server-sent events that carry ids only */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What platforms charged (positive) or paid back (negative), newest first */
        get: operations["getFees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fx-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exchange rates, the newest first */
        get: operations["getFxRates"];
        /** Put exchange rates; one of the same currencies and moment is replaced. One result each, by index */
        put: operations["putFxRates"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fx-rates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove an exchange rate; the one before it counts again */
        delete: operations["deleteFxRatesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/gift-cards/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is left on a gift card of a store's platform */
        post: operations["postGiftCardsBalance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/gift-cards/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an amount off a gift card, once per reference: asked again with the same reference it answers the same */
        post: operations["postGiftCardsRedeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports, newest first */
        get: operations["getImports"];
        put?: never;
        /** Upload a CSV or JSON file as the body: it is looked at, nothing is changed yet */
        post: operations["postImports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One import: columns, sample, mapping, options, what was found and done */
        get: operations["getImportsById"];
        put?: never;
        post?: never;
        /** Remove an import and its file; what it did stays */
        delete: operations["deleteImportsById"];
        options?: never;
        head?: never;
        /** Change the mapping or the options; a check made before holds no longer */
        patch: operations["patchImportsById"];
        trace?: never;
    };
    "/api/imports/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import the rows, or only those that were refused before; goes on after any stop */
        post: operations["postImportsByIdApply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Dry run over every row: what would be created, changed, left and refused */
        post: operations["postImportsByIdCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Errors and warnings by row: what is wrong, and what to do */
        get: operations["getImportsByIdIssues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/issues/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Errors and warnings as a file */
        get: operations["getImportsByIdIssuesExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fields a column may be mapped to */
        get: operations["getImportsFields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/{provider}/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the channel shows per listing; refresh=true reads it from the platform first */
        get: operations["getIntegrationsByProviderInventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/{provider}/register-webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the platform call us for every topic, now */
        post: operations["postIntegrationsByProviderRegisterWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/{provider}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The connected accounts of a provider */
        get: operations["getIntegrationsByProviderStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/{provider}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sync everything of the provider's accounts, or of one */
        post: operations["postIntegrationsByProviderSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/{provider}/sync/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sync orders of the provider's accounts, or of one */
        post: operations["postIntegrationsByProviderSyncOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/catalog": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every provider this hub can connect, by section */
        get: operations["getIntegrationsCatalog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/connected-summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many accounts of each provider are connected, and how they fare */
        get: operations["getIntegrationsConnectedSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/providers/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is known of a provider: form, steps, topics, scopes, limits, history, version */
        get: operations["getIntegrationsProvidersByProvider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/providers/{provider}/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Connect an account of this provider */
        post: operations["postIntegrationsProvidersByProviderConnect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/providers/{provider}/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disconnect the account (name it by connectionId when there are several) */
        post: operations["postIntegrationsProvidersByProviderDisconnect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/providers/{provider}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The connected accounts of a provider */
        get: operations["getIntegrationsProvidersByProviderStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/providers/{provider}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sync everything of the provider's accounts, or of one */
        post: operations["postIntegrationsProvidersByProviderSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add to or take from stock (delta), many items at once; one result per item */
        post: operations["postInventoryAdjustments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write what a count found; one result per item */
        post: operations["postInventoryCounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where levels, movements and order lines differ; reads the whole ledger */
        get: operations["getInventoryDoctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/doctor/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put right what differs, with movements that say what was found; answers what was wrong */
        post: operations["postInventoryDoctorRepair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why each channel shows the number it shows for a variant, a product's variants, or one channel item */
        get: operations["getInventoryExplain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every movement of stock with its cause, newest first */
        get: operations["getInventoryHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units per variant and location */
        get: operations["getInventoryLevels"];
        put?: never;
        /** Set what is on hand, many items at once; one result per item */
        post: operations["postInventoryLevels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/levels/{variantId}/{locationId}/reorder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** When to order again, and how many; null: never */
        put: operations["putInventoryLevelsByVariantIdByLocationIdReorder"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/levels/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** These units as a file: CSV or JSON lines */
        get: operations["getInventoryLevelsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/low-stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Levels at or below their reorder point, the scarcest first, with how many to order */
        get: operations["getInventoryLowStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reorder-points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** When to order again and how many, many items at once; one result per item */
        put: operations["putInventoryReorderPoints"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Order lines that hold stock or wait for it, newest first */
        get: operations["getInventoryReservations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inventory/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move units between locations; one result per item */
        post: operations["postInventoryTransfers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open invitations */
        get: operations["getInvitations"];
        put?: never;
        /** Invite someone by e-mail; the link is mailed when a mail server is set, and returned here once */
        post: operations["postInvitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation */
        delete: operations["deleteInvitationsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join the organization of an invitation and work in it from now on */
        post: operations["postInvitationsAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invitation link invites to */
        post: operations["postInvitationsPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Locations, the default one first */
        get: operations["getLocations"];
        put?: never;
        /** Add a location */
        post: operations["postLocations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/locations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a location, or make it the default */
        patch: operations["patchLocationsById"];
        trace?: never;
    };
    "/api/mappings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One channel item */
        get: operations["getMappingsById"];
        put?: never;
        post?: never;
        /** Unlink an item: the channel keeps its last number, nothing is pushed any more */
        delete: operations["deleteMappingsById"];
        options?: never;
        head?: never;
        /** Switch stock, price or content sync of an item on or off */
        patch: operations["patchMappingsById"];
        trace?: never;
    };
    "/api/mappings/{id}/allocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Give a channel item a rule of its own; what is left open is the store's */
        put: operations["putMappingsByIdAllocation"];
        post?: never;
        /** Take the item's own rule away: the store's holds again */
        delete: operations["deleteMappingsByIdAllocation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mappings/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why the channel is shown this number of units */
        get: operations["getMappingsByIdExplain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mappings/{id}/explain-price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the price of a channel item follows from ours, and what the channel last confirmed */
        get: operations["getMappingsByIdExplainPrice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/mappings/{id}/price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set a price of its own for a channel item, above every rule */
        put: operations["putMappingsByIdPrice"];
        post?: never;
        /** Take the price of its own away: the store's rule decides again */
        delete: operations["deleteMappingsByIdPrice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The signed-in person, their organizations and what they may do in the current one */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Members of the organization */
        get: operations["getMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member with their sessions and keys */
        delete: operations["deleteMembersById"];
        options?: never;
        head?: never;
        /** Change a member's role, or switch them off (ends their sessions and keys at once) or on */
        patch: operations["patchMembersById"];
        trace?: never;
    };
    "/api/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the signed-in member is told of, and how */
        get: operations["getNotificationsPreferences"];
        /** Choose for the topics that are named */
        put: operations["putNotificationsPreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark alerts as read by the signed-in member; without ids all open ones */
        post: operations["postNotificationsRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many open alerts the signed-in member has not read, of the topics they want in the app */
        get: operations["getNotificationsUnread"];
        put?: never;
        /** Mark alerts as unread again */
        post: operations["postNotificationsUnread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders of all channels, newest first; a page may be short while nextCursor says where to go on */
        get: operations["getOrders"];
        put?: never;
        /** Create an order; it reserves stock at once and, with a store, is created there too */
        post: operations["postOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order with lines, fulfilments, refunds and what was asked of it */
        get: operations["getOrdersById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel the order, with or without giving back what was paid */
        post: operations["postOrdersByIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/commands/{commandId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try again what failed */
        post: operations["postOrdersByIdCommandsByCommandIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/fulfil": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ship whole or in part, with tracking; one call a parcel */
        post: operations["postOrdersByIdFulfil"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/lines/{lineId}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say which variant a line is that stands for nothing of yours; all open orders of the same item follow */
        post: operations["postOrdersByIdLinesByLineIdLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a note, for the team or for the customer */
        post: operations["postOrdersByIdNotes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be asked of the order now, and what to know first */
        get: operations["getOrdersByIdOptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record money received for an order made here, whole or in part; cash on delivery too */
        post: operations["postOrdersByIdPayments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/push": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create the order on its channel again after that failed, with the channel's own total if you accept it */
        post: operations["postOrdersByIdPush"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The platform's answers as received, one per part */
        get: operations["getOrdersByIdRaw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refund whole or in part; money moves only when asked for */
        post: operations["postOrdersByIdRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/refund/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a refund would be; nothing is asked for */
        post: operations["postOrdersByIdRefundQuote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the order's status here and on its channel */
        post: operations["postOrdersByIdStatus"];
        delete?: never;
        options?: never;
        head?: never;
        /** Set the order's status here and on its channel */
        patch: operations["patchOrdersByIdStatus"];
        trace?: never;
    };
    "/api/orders/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that happened, oldest first */
        get: operations["getOrdersByIdTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}/tracking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the tracking of a parcel that has left */
        post: operations["postOrdersByIdTracking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same for up to 200 orders (status, fulfil, cancel, note, tag); one result each */
        post: operations["postOrdersBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many of these orders stand in each status, counted to 1,000; `more`: there are, or may be, others */
        get: operations["getOrdersCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** These orders, or their lines, as a file: CSV or JSON lines */
        get: operations["getOrdersExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The organization this session or key works in, with what the caller may do */
        get: operations["getOrganization"];
        put?: never;
        post?: never;
        /** Close the organization: nobody can enter it any more; its stores have to be disconnected first */
        delete: operations["deleteOrganization"];
        options?: never;
        head?: never;
        /** Change the organization's name, slug, currency, time zone, language or settings */
        patch: operations["patchOrganization"];
        trace?: never;
    };
    "/api/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Organizations the signed-in person is a member of */
        get: operations["getOrganizations"];
        put?: never;
        /** Create an organization; the creator owns it and works in it from now on */
        post: operations["postOrganizations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/organizations/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Work in this organization from now on */
        post: operations["postOrganizationsByIdActivate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/price-rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Replace a price rule */
        put: operations["putPriceRulesById"];
        post?: never;
        /** Remove a price rule */
        delete: operations["deletePriceRulesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Products, newest first */
        get: operations["getProducts"];
        put?: never;
        /** Create a product; SKUs are unique in the organization */
        post: operations["postProducts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One product with variants and images */
        get: operations["getProductsById"];
        put?: never;
        post?: never;
        /** Delete a product with its variants; histories stay */
        delete: operations["deleteProductsById"];
        options?: never;
        head?: never;
        /** Change what is named; lists (variants, images, categories) are given whole */
        patch: operations["patchProductsById"];
        trace?: never;
    };
    "/api/products/{id}/variants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a variant to a product */
        post: operations["postProductsByIdVariants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create, change or delete up to 1,000 products; one outcome each, a bad one does not stop the others */
        post: operations["postProductsBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/bulk-edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One change of many products by ids or filter: price, brand, active, categories, tags; a run beyond 1,000 */
        post: operations["postProductsBulkEdit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/products/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** These products as a file that imports back unchanged: CSV or JSON lines */
        get: operations["getProductsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns, newest first */
        get: operations["getReturns"];
        put?: never;
        /** Open a return of shipped units */
        post: operations["postReturns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/returns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One return with what became of its goods */
        get: operations["getReturnsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a return's parcel, reason or note */
        patch: operations["patchReturnsById"];
        trace?: never;
    };
    "/api/returns/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve a requested return */
        post: operations["postReturnsByIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/returns/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a return of which nothing has arrived */
        post: operations["postReturnsByIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/returns/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close a return; what did not arrive is free for another one */
        post: operations["postReturnsByIdClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/returns/{id}/receive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Book goods that arrived, whole or in part */
        post: operations["postReturnsByIdReceive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/returns/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a requested return */
        post: operations["postReturnsByIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each role may do, and which of them the one who asks may hand out */
        get: operations["getRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first */
        get: operations["getRuns"];
        put?: never;
        /** Start a piece of work now, at a time, or again and again */
        post: operations["postRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with its progress */
        get: operations["getRunsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a run after the step it is at */
        post: operations["postRunsByIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with a run that failed or was cancelled */
        post: operations["postRunsByIdRetry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sandboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which platforms can be explored with emulated stores inside this hub, and which run */
        get: operations["getSandboxes"];
        put?: never;
        /** Start emulated stores with a small catalogue and some orders, and connect them to this organization */
        post: operations["postSandboxes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sandboxes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End an emulated store: it is disconnected; its orders and products stay, marked as of a sandbox */
        delete: operations["deleteSandboxesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sandboxes/{id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A customer buys at an emulated store; the order arrives as from a real one */
        post: operations["postSandboxesByIdOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stock counts, the newest first */
        get: operations["getStockCounts"];
        put?: never;
        /** Start counting a location: everything, what was never counted, a category, or chosen items */
        post: operations["postStockCounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-counts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One stock count with its sums */
        get: operations["getStockCountsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-counts/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a count without moving anything */
        post: operations["postStockCountsByIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-counts/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Post the differences; what was sold since it was counted stays sold, what nobody counted stays as it is */
        post: operations["postStockCountsByIdClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-counts/{id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enter what was found; one result per item, an item not on the list joins it */
        post: operations["postStockCountsByIdEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-counts/{id}/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is to be counted and what was found */
        get: operations["getStockCountsByIdLines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stock documents, the newest first */
        get: operations["getStockDocuments"];
        put?: never;
        /** Write a draft; no stock moves until it is posted */
        post: operations["postStockDocuments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One stock document with its lines */
        get: operations["getStockDocumentsById"];
        put?: never;
        post?: never;
        /** Remove a draft; its number is not given again */
        delete: operations["deleteStockDocumentsById"];
        options?: never;
        head?: never;
        /** Change a draft; lines replace those there, addLines come after them */
        patch: operations["patchStockDocumentsById"];
        trace?: never;
    };
    "/api/stock-documents/{id}/post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move the stock of a draft, all of it or none; a second post changes nothing */
        post: operations["postStockDocumentsByIdPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-documents/{id}/reverse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a posted document back by movements against its own; once */
        post: operations["postStockDocumentsByIdReverse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes of stock that wait (or waited) for approval because they concern too much of a store */
        get: operations["getStockHolds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-holds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One hold and the items whose numbers wait, with both numbers */
        get: operations["getStockHoldsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-holds/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let it happen: our zeros are written, or the channel's lower numbers are taken over */
        post: operations["postStockHoldsByIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stock-holds/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse: our zeros stay unwritten until the hub has other numbers, or the channel's are overwritten with ours */
        post: operations["postStockHoldsByIdReject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Connected accounts, oldest first; drafts and deleted ones only when asked for by state */
        get: operations["getStores"];
        put?: never;
        /** Connect an account: proves the credentials with the platform and saves them, or says why not and saves nothing */
        post: operations["postStores"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One connected account, also after it was deleted */
        get: operations["getStoresById"];
        put?: never;
        post?: never;
        /** Disconnect: webhooks removed, tokens revoked, secrets wiped; orders and history stay */
        delete: operations["deleteStoresById"];
        options?: never;
        head?: never;
        /** Change name, code, order prefix, stock cut-over or sync settings */
        patch: operations["patchStoresById"];
        trace?: never;
    };
    "/api/stores/{id}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The accounts that the consent waiting on this draft covers */
        get: operations["getStoresByIdAccounts"];
        put?: never;
        /** Connect some of these accounts: the first as this draft, each other as a connection of its own; all or none */
        post: operations["postStoresByIdAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch on: catches up both ways */
        post: operations["postStoresByIdActivate"];
        delete?: never;
        options?: never;
        head?: never;
        /** Switch on: catches up both ways */
        patch: operations["patchStoresByIdActivate"];
        trace?: never;
    };
    "/api/stores/{id}/allocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of what is available the store may sell */
        get: operations["getStoresByIdAllocation"];
        /** Set how much of what is available the store may sell */
        put: operations["putStoresByIdAllocation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/allocation/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a rule would change, before it is saved */
        post: operations["postStoresByIdAllocationPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch off: deliveries are stored, nothing is applied or pushed */
        post: operations["postStoresByIdDeactivate"];
        delete?: never;
        options?: never;
        head?: never;
        /** Switch off: deliveries are stored, nothing is applied or pushed */
        patch: operations["patchStoresByIdDeactivate"];
        trace?: never;
    };
    "/api/stores/{id}/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the platform sent that was not expected: its data may have changed shape */
        get: operations["getStoresByIdDrift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/file-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which reports of its platform the store takes, and whether it gives a stock file */
        get: operations["getStoresByIdFileKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports handed over for a store, newest first */
        get: operations["getStoresByIdFiles"];
        put?: never;
        /** Upload a report of the platform as the body (CSV, XLSX, or a ZIP of them); reading it begins at once */
        post: operations["postStoresByIdFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/files/{fileId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One report: how far it is read and what it said */
        get: operations["getStoresByIdFilesByFileId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/files/{fileId}/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rows that could not be read or look odd, and what to do */
        get: operations["getStoresByIdFilesByFileIdIssues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health, breaker, limits, lag, and the dates of its secrets (never the secrets) */
        get: operations["getStoresByIdHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/inbound/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand over orders of a shop of one's own, whole, new or changed; {externalId, deleted: true} for one that is gone */
        post: operations["postStoresByIdInboundOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/inbound/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand over products of a shop of one's own, whole; {externalId, deleted: true} for one that is gone */
        post: operations["postStoresByIdInboundProducts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/inbound/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand over what a shop of one's own shows of its stock */
        post: operations["postStoresByIdInboundStock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channel's locations and which of yours each stands for */
        get: operations["getStoresByIdLocations"];
        /** Say which location of yours a channel's location stands for */
        put: operations["putStoresByIdLocations"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The store's items and what they stand for; unmapped ones by state */
        get: operations["getStoresByIdMappings"];
        put?: never;
        /** Link an item of the store to a variant */
        post: operations["postStoresByIdMappings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/mappings/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Link, confirm or reject suggestions, unlink, ignore, switch or price many items; one result each */
        post: operations["postStoresByIdMappingsBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/mappings/create-products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make products of the store's that have no counterpart here, with all their unlinked items; one result each */
        post: operations["postStoresByIdMappingsCreateProducts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/mappings/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look for the counterparts of unlinked items by SKU, barcode and title; again from next until it is null */
        post: operations["postStoresByIdMappingsSuggest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/mappings/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Suggested links with both sides to compare, the surest first */
        get: operations["getStoresByIdMappingsSuggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders, success rate, latency, throttling and lag, hour by hour or day by day */
        get: operations["getStoresByIdMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/metrics/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** These figures as a file: CSV or JSON lines */
        get: operations["getStoresByIdMetricsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/open-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders not shipped yet, and the units they hold: what disconnecting is about */
        get: operations["getStoresByIdOpenOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause: what comes in is applied, what goes out waits */
        post: operations["postStoresByIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        /** Pause: what comes in is applied, what goes out waits */
        patch: operations["patchStoresByIdPause"];
        trace?: never;
    };
    "/api/stores/{id}/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The store's latest plan: what would be linked, created, updated, in conflict; and its items */
        get: operations["getStoresByIdPlan"];
        put?: never;
        /** Read the channel and plan the first sync; nothing is written before the plan is applied */
        post: operations["postStoresByIdPlan"];
        delete?: never;
        options?: never;
        head?: never;
        /** Say which items of the plan are to be applied, or never asked about again: these, or all of an action, entity or field */
        patch: operations["patchStoresByIdPlan"];
        trace?: never;
    };
    "/api/stores/{id}/plan/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply what is chosen of the plan */
        post: operations["postStoresByIdPlanApply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/price-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The store's price rules in the order they are tried; without one it asks the plain price */
        get: operations["getStoresByIdPriceRules"];
        put?: never;
        /** Add a price rule; the store's prices are worked out anew */
        post: operations["postStoresByIdPriceRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/price-rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a price rule would change, before it is saved */
        post: operations["postStoresByIdPriceRulesPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/refresh-credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Renew the platform's tokens now */
        post: operations["postStoresByIdRefreshCredentials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on after a pause: catches up both ways */
        post: operations["postStoresByIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        /** Go on after a pause: catches up both ways */
        patch: operations["patchStoresByIdResume"];
        trace?: never;
    };
    "/api/stores/{id}/retry-failed-sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try everything that failed on this connection once more */
        post: operations["postStoresByIdRetryFailedSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Save secrets the platform made after connecting (webhook secrets) or new credentials; they are never shown again */
        put: operations["putStoresByIdSecrets"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/stock-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stock files taken for a store, newest first */
        get: operations["getStoresByIdStockFiles"];
        put?: never;
        /** Take a stock file: what every listing should show now, written down as handed over */
        post: operations["postStoresByIdStockFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/stock-files/{fileId}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a stock file was uploaded: its numbers are what the channel shows now */
        post: operations["postStoresByIdStockFilesByFileIdConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/stock-files/{fileId}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A stock file as the platform wants it, to be uploaded there */
        get: operations["getStoresByIdStockFilesByFileIdContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/sync-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every attempt between hub and channel, newest first, in a seller's words */
        get: operations["getStoresByIdSyncLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/sync-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is running and when each sweep runs next */
        get: operations["getStoresByIdSyncStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/sync/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sync categories now */
        post: operations["postStoresByIdSyncCategories"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/sync/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sync inventory now */
        post: operations["postStoresByIdSyncInventory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/sync/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sync orders now */
        post: operations["postStoresByIdSyncOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/sync/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sync products now */
        post: operations["postStoresByIdSyncProducts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the platform whether the credentials still work */
        post: operations["postStoresByIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/test-connection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the platform whether the credentials still work */
        post: operations["postStoresByIdTestConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/webhook-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the channel told us, newest first, and what became of it */
        get: operations["getStoresByIdWebhookEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/webhook-events/{eventId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event with its body as it came (it may hold personal data) */
        get: operations["getStoresByIdWebhookEventsByEventId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/webhook-events/{eventId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Apply a stored event again; what was applied already has no second effect */
        post: operations["postStoresByIdWebhookEventsByEventIdReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stores/{id}/webhook-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new webhook secret to paste on the platform; shown in this answer only, the old one ends */
        post: operations["postStoresByIdWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/variants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Variants, newest first */
        get: operations["getVariants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/variants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One variant */
        get: operations["getVariantsById"];
        put?: never;
        post?: never;
        /** Delete a variant; its history stays, its channel items are unlinked */
        delete: operations["deleteVariantsById"];
        options?: never;
        head?: never;
        /** Change what is named of a variant */
        patch: operations["patchVariantsById"];
        trace?: never;
    };
    "/api/variants/{id}/components": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a bundle is made of; empty for what is no bundle */
        get: operations["getVariantsByIdComponents"];
        /** Make a variant a bundle of these, or no bundle with none; its stock follows from theirs */
        put: operations["putVariantsByIdComponents"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/variants/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change up to 1,000 variants (prices, barcodes...); one outcome each */
        post: operations["postVariantsBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your views and the shared ones */
        get: operations["getViews"];
        put?: never;
        /** Keep a list's filter under a name */
        post: operations["postViews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One view */
        get: operations["getViewsById"];
        put?: never;
        post?: never;
        /** Delete a view */
        delete: operations["deleteViewsById"];
        options?: never;
        head?: never;
        /** Change what is named of a view */
        patch: operations["patchViewsById"];
        trace?: never;
    };
    "/api/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Addresses that are told what happens, never their secrets */
        get: operations["getWebhookEndpoints"];
        put?: never;
        /** Add an endpoint; its signing secret is shown in this answer only */
        post: operations["postWebhookEndpoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One endpoint */
        get: operations["getWebhookEndpointsById"];
        put?: never;
        post?: never;
        /** Remove an endpoint with its secret and history */
        delete: operations["deleteWebhookEndpointsById"];
        options?: never;
        head?: never;
        /** Change an endpoint, or switch it off or on; on again it gets what waited */
        patch: operations["patchWebhookEndpointsById"];
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was or will be sent to an endpoint, newest first */
        get: operations["getWebhookEndpointsByIdDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/deliveries/{deliveryId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One delivery with its attempts, and its body as it would be sent now */
        get: operations["getWebhookEndpointsByIdDeliveriesByDeliveryId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery again, with the whole schedule before it */
        post: operations["postWebhookEndpointsByIdDeliveriesByDeliveryIdRedeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send again all deliveries that failed since a time */
        post: operations["postWebhookEndpointsByIdRedeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new signing secret, shown in this answer only; the old one signs beside it for a day */
        post: operations["postWebhookEndpointsByIdRotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test delivery now */
        post: operations["postWebhookEndpointsByIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an endpoint can be told of, and what its data holds */
        get: operations["getWebhookEndpointsEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/register/{connectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the platform of this connection call us for every topic, now */
        post: operations["postWebhooksRegisterByConnectionId"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Webhooks registered with the platforms, as last seen there */
        get: operations["getWebhooksSubscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AdminAuditEntry: {
            action: string;
            actor: string;
            at: string;
            details: {
                [key: string]: unknown;
            };
            requestId: string | null;
            seq: number;
            targetId: string;
            /** @enum {string} */
            targetKind: "hub" | "organization" | "user";
        };
        AdminAuditEntryInput: {
            action: string;
            actor: string;
            at: string;
            details: {
                [key: string]: unknown;
            };
            requestId: string | null;
            seq: number;
            targetId: string;
            /** @enum {string} */
            targetKind: "hub" | "organization" | "user";
        };
        AdminConnection: {
            breaker: string;
            connectionId: string;
            failingSince: string | null;
            /** @enum {string} */
            health: "healthy" | "degraded" | "failing" | "unknown";
            kind: string;
            lastSuccessAt: string | null;
            name: string;
            organizationId: string;
            organizationName: string;
            provider: string;
            /** @enum {string} */
            state: "draft" | "active" | "paused" | "inactive" | "needs_reauth" | "error" | "deleted";
        };
        AdminConnectionInput: {
            breaker: string;
            connectionId: string;
            failingSince: string | null;
            /** @enum {string} */
            health: "healthy" | "degraded" | "failing" | "unknown";
            kind: string;
            lastSuccessAt: string | null;
            name: string;
            organizationId: string;
            organizationName: string;
            provider: string;
            /** @enum {string} */
            state: "draft" | "active" | "paused" | "inactive" | "needs_reauth" | "error" | "deleted";
        };
        AdminLane: {
            breaker: string;
            connectionId: string;
            dueAt: string | null;
            failures: number;
            isActive: boolean;
            kind: string;
            name: string;
            organizationId: string;
            organizationName: string;
            provider: string;
            /** @description pieces of work, counted up to 1,000 */
            waiting: number;
        };
        AdminLaneInput: {
            breaker: string;
            connectionId: string;
            dueAt: string | null;
            failures: number;
            isActive: boolean;
            kind: string;
            name: string;
            organizationId: string;
            organizationName: string;
            provider: string;
            /** @description pieces of work, counted up to 1,000 */
            waiting: number;
        };
        AdminLaneKind: {
            active: number;
            failing: number;
            kind: string;
            oldestReadyAt: string | null;
            ready: number;
            resting: number;
            total: number;
        };
        AdminLaneKindInput: {
            active: number;
            failing: number;
            kind: string;
            oldestReadyAt: string | null;
            ready: number;
            resting: number;
            total: number;
        };
        AdminOrganization: {
            closedAt: string | null;
            createdAt: string;
            failingStores: number;
            id: string;
            lastActiveAt: string | null;
            /** @description active ones */
            members: number;
            name: string;
            /** @description placed in the present month, in UTC */
            ordersThisMonth: number;
            outboundPausedAt: string | null;
            plan: {
                members?: number;
                ordersPerMonth?: number;
                stores?: number;
            };
            slug: string;
            stores: number;
        };
        AdminOrganizationInput: {
            closedAt: string | null;
            createdAt: string;
            failingStores: number;
            id: string;
            lastActiveAt: string | null;
            /** @description active ones */
            members: number;
            name: string;
            /** @description placed in the present month, in UTC */
            ordersThisMonth: number;
            outboundPausedAt: string | null;
            plan: {
                members?: number;
                ordersPerMonth?: number;
                stores?: number;
            };
            slug: string;
            stores: number;
        };
        AdminOutbound: {
            pausedAt: string | null;
            pausedBy: string | null;
        };
        AdminOutboundInput: {
            pausedAt: string | null;
            pausedBy: string | null;
        };
        AdminQueue: {
            active: number;
            failed: number;
            name: string;
            oldestReadyAt: string | null;
            ready: number;
            scheduled: number;
        };
        AdminQueueInput: {
            active: number;
            failed: number;
            name: string;
            oldestReadyAt: string | null;
            ready: number;
            scheduled: number;
        };
        AdminQueues: {
            jobs: components["schemas"]["AdminQueue"][];
            lanes: components["schemas"]["AdminLaneKind"][];
        };
        AdminQueuesInput: {
            jobs: components["schemas"]["AdminQueueInput"][];
            lanes: components["schemas"]["AdminLaneKindInput"][];
        };
        AdminUser: {
            createdAt: string;
            deactivatedAt: string | null;
            email: string;
            id: string;
            lastActiveAt: string | null;
            name: string;
            /** @description they are an active member of */
            organizations: number;
        };
        AdminUserInput: {
            createdAt: string;
            deactivatedAt: string | null;
            email: string;
            id: string;
            lastActiveAt: string | null;
            name: string;
            /** @description they are an active member of */
            organizations: number;
        };
        AdminVersions: {
            argosy: string;
            migratedAt: string;
            /** @description the newest one applied */
            migration: string;
            node: string;
            postgres: string;
            /** @description of the process that answers */
            role: string;
        };
        AdminVersionsInput: {
            argosy: string;
            migratedAt: string;
            /** @description the newest one applied */
            migration: string;
            node: string;
            postgres: string;
            /** @description of the process that answers */
            role: string;
        };
        Alert: {
            action: unknown;
            cause: string;
            connectionId: string | null;
            count: number;
            firstAt: string;
            id: string;
            kind: string;
            lastAt: string;
            /** @description by the member who asks */
            read: boolean;
            resolvedAt: string | null;
            resolvedBy: string | null;
            /** @description what title and text are made of, to be said in other languages */
            said: {
                text: {
                    code?: string;
                    gaps?: {
                        [key: string]: string | number;
                    };
                    text?: string;
                }[] | null;
                title: {
                    code?: string;
                    gaps?: {
                        [key: string]: string | number;
                    };
                    text?: string;
                }[] | null;
            } | null;
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            snoozedUntil: string | null;
            /** @enum {string} */
            state: "open" | "snoozed" | "resolved";
            subjectId: string | null;
            subjectKind: string | null;
            text: string;
            title: string;
        };
        AlertInput: {
            action: unknown;
            cause: string;
            connectionId: string | null;
            count: number;
            firstAt: string;
            id: string;
            kind: string;
            lastAt: string;
            /** @description by the member who asks */
            read: boolean;
            resolvedAt: string | null;
            resolvedBy: string | null;
            /** @description what title and text are made of, to be said in other languages */
            said: {
                text: {
                    code?: string;
                    gaps?: {
                        [key: string]: string | number;
                    };
                    text?: string;
                }[] | null;
                title: {
                    code?: string;
                    gaps?: {
                        [key: string]: string | number;
                    };
                    text?: string;
                }[] | null;
            } | null;
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            snoozedUntil: string | null;
            /** @enum {string} */
            state: "open" | "snoozed" | "resolved";
            subjectId: string | null;
            subjectKind: string | null;
            text: string;
            title: string;
        };
        BundleComponent: {
            quantity: number;
            sku: string;
            title: string;
            variantId: string;
        };
        BundleComponentInput: {
            quantity: number;
            sku: string;
            title: string;
            variantId: string;
        };
        Category: {
            createdAt: string;
            id: string;
            name: string;
            parentId: string | null;
            /** @description names from the root on */
            path: string[];
            position: number;
            /** @description directly in it */
            products: number;
            /** @description in it or below it, each once */
            productsInside: number;
            updatedAt: string;
        };
        CategoryInput: {
            createdAt: string;
            id: string;
            name: string;
            parentId: string | null;
            /** @description names from the root on */
            path: string[];
            position: number;
            /** @description directly in it */
            products: number;
            /** @description in it or below it, each once */
            productsInside: number;
            updatedAt: string;
        };
        ChannelFile: {
            connectionId: string;
            createdAt: string;
            id: string;
            kind: string;
            name: string;
            requestedBy: string;
            run: {
                /** @description rows, orders, products, fees, errors, warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
        };
        ChannelFileInput: {
            connectionId: string;
            createdAt: string;
            id: string;
            kind: string;
            name: string;
            requestedBy: string;
            run: {
                /** @description rows, orders, products, fees, errors, warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
        };
        ChannelSales: {
            /** @description what could not be converted; not in the amounts */
            apart: components["schemas"]["OtherCurrencySales"][];
            /** @description gross an order whose amount is known */
            averageMinor: number | null;
            cancelled: number;
            /** @description order totals, in the organization's currency */
            grossMinor: number;
            /** @description gross less refunds */
            netMinor: number;
            /** @description without cancelled ones, in whatever currency */
            orders: number;
            previous: components["schemas"]["SalesFigures"] | null;
            provider: string | null;
            refunds: number;
            /** @description paid back in this time, whenever the order was placed */
            refundsMinor: number;
            /** @description null: orders made in the hub itself */
            storeId: string | null;
            storeName: string | null;
            units: number;
            /** @description orders whose total the platform hides: counted, without an amount */
            withoutTotal: number;
        };
        ChannelSalesInput: {
            /** @description what could not be converted; not in the amounts */
            apart: components["schemas"]["OtherCurrencySalesInput"][];
            /** @description gross an order whose amount is known */
            averageMinor: number | null;
            cancelled: number;
            /** @description order totals, in the organization's currency */
            grossMinor: number;
            /** @description gross less refunds */
            netMinor: number;
            /** @description without cancelled ones, in whatever currency */
            orders: number;
            previous: components["schemas"]["SalesFiguresInput"] | null;
            provider: string | null;
            refunds: number;
            /** @description paid back in this time, whenever the order was placed */
            refundsMinor: number;
            /** @description null: orders made in the hub itself */
            storeId: string | null;
            storeName: string | null;
            units: number;
            /** @description orders whose total the platform hides: counted, without an amount */
            withoutTotal: number;
        };
        /** @description A value that differs between hub and channel */
        Conflict: {
            /** @description when the channel's was, by its own clock where it tells */
            channelAt: string | null;
            channelValue: unknown;
            connectionId: string;
            field: string;
            foundAt: string;
            /** @description when our value was changed */
            hubAt: string | null;
            hubValue: unknown;
            id: string;
            listingId: string | null;
            /** @description the channel's location, of stock */
            location: string;
            policy: string;
            productId: string | null;
            productListingId: string | null;
            /** @description why it ended by itself: equal, unlinked, gone */
            reason: string | null;
            settledAt: string | null;
            settledBy: string | null;
            /** @enum {string} */
            state: "open" | "hub" | "channel" | "dismissed" | "closed";
            title: string;
            variantId: string | null;
        };
        /** @description A value that differs between hub and channel */
        ConflictInput: {
            /** @description when the channel's was, by its own clock where it tells */
            channelAt: string | null;
            channelValue: unknown;
            connectionId: string;
            field: string;
            foundAt: string;
            /** @description when our value was changed */
            hubAt: string | null;
            hubValue: unknown;
            id: string;
            listingId: string | null;
            /** @description the channel's location, of stock */
            location: string;
            policy: string;
            productId: string | null;
            productListingId: string | null;
            /** @description why it ended by itself: equal, unlinked, gone */
            reason: string | null;
            settledAt: string | null;
            settledBy: string | null;
            /** @enum {string} */
            state: "open" | "hub" | "channel" | "dismissed" | "closed";
            title: string;
            variantId: string | null;
        };
        Customer: {
            /** @description null: nobody has said */
            acceptsMarketing: boolean | null;
            addresses: {
                address: {
                    [key: string]: unknown;
                };
                /** @enum {string} */
                kind: "shipping" | "billing";
                lastAt: string;
                orders: number;
            }[];
            contactPoints: {
                /** @enum {string} */
                kind: "email" | "phone";
                value: string;
            }[];
            createdAt: string;
            email: string | null;
            id: string;
            isErased: boolean;
            lastOrderAt: string | null;
            name: string | null;
            notes: string | null;
            orders: number;
            phone: string | null;
            recentOrders: {
                items: components["schemas"]["OrderSummary"][];
                nextCursor: string | null;
            };
            spent: {
                currency: string;
                minor: number;
                orders: number;
            }[];
            stores: {
                lastAt: string;
                orders: number;
                provider: string | null;
                storeId: string | null;
                storeName: string | null;
            }[];
            tags: string[];
        };
        CustomerInput: {
            /** @description null: nobody has said */
            acceptsMarketing: boolean | null;
            addresses: {
                address: {
                    [key: string]: unknown;
                };
                /** @enum {string} */
                kind: "shipping" | "billing";
                lastAt: string;
                orders: number;
            }[];
            contactPoints: {
                /** @enum {string} */
                kind: "email" | "phone";
                value: string;
            }[];
            createdAt: string;
            email: string | null;
            id: string;
            isErased: boolean;
            lastOrderAt: string | null;
            name: string | null;
            notes: string | null;
            orders: number;
            phone: string | null;
            recentOrders: {
                items: components["schemas"]["OrderSummaryInput"][];
                nextCursor: string | null;
            };
            spent: {
                currency: string;
                minor: number;
                orders: number;
            }[];
            stores: {
                lastAt: string;
                orders: number;
                provider: string | null;
                storeId: string | null;
                storeName: string | null;
            }[];
            tags: string[];
        };
        CustomerMerge: {
            id: string;
            mergedAt: string;
            mergedBy: string;
            mergedId: string;
            /** @description what that record is called */
            mergedName: string | null;
            /** @description how many were moved */
            orders: number;
            survivorId: string;
            undoneAt: string | null;
        };
        CustomerMergeInput: {
            id: string;
            mergedAt: string;
            mergedBy: string;
            mergedId: string;
            /** @description what that record is called */
            mergedName: string | null;
            /** @description how many were moved */
            orders: number;
            survivorId: string;
            undoneAt: string | null;
        };
        CustomerSummary: {
            createdAt: string;
            email: string | null;
            id: string;
            isErased: boolean;
            lastOrderAt: string | null;
            name: string | null;
            orders: number;
            phone: string | null;
            tags: string[];
        };
        CustomerSummaryInput: {
            createdAt: string;
            email: string | null;
            id: string;
            isErased: boolean;
            lastOrderAt: string | null;
            name: string | null;
            orders: number;
            phone: string | null;
            tags: string[];
        };
        DaySales: {
            /** @description what could not be converted; not in the amounts */
            apart: components["schemas"]["OtherCurrencySales"][];
            /** @description gross an order whose amount is known */
            averageMinor: number | null;
            cancelled: number;
            /** @description YYYY-MM-DD, in the organization's time zone */
            day: string;
            /** @description order totals, in the organization's currency */
            grossMinor: number;
            /** @description gross less refunds */
            netMinor: number;
            /** @description without cancelled ones, in whatever currency */
            orders: number;
            /** @description of the day at the same place in the previous period */
            previous: components["schemas"]["SalesFigures"] | null;
            refunds: number;
            /** @description paid back in this time, whenever the order was placed */
            refundsMinor: number;
            stores: {
                /** @description what could not be converted; not in the amounts */
                apart: components["schemas"]["OtherCurrencySales"][];
                /** @description gross an order whose amount is known */
                averageMinor: number | null;
                cancelled: number;
                /** @description order totals, in the organization's currency */
                grossMinor: number;
                /** @description gross less refunds */
                netMinor: number;
                /** @description without cancelled ones, in whatever currency */
                orders: number;
                refunds: number;
                /** @description paid back in this time, whenever the order was placed */
                refundsMinor: number;
                /** @description null: orders made in the hub itself */
                storeId: string | null;
                units: number;
                /** @description orders whose total the platform hides: counted, without an amount */
                withoutTotal: number;
            }[];
            units: number;
            /** @description orders whose total the platform hides: counted, without an amount */
            withoutTotal: number;
        };
        DaySalesInput: {
            /** @description what could not be converted; not in the amounts */
            apart: components["schemas"]["OtherCurrencySalesInput"][];
            /** @description gross an order whose amount is known */
            averageMinor: number | null;
            cancelled: number;
            /** @description YYYY-MM-DD, in the organization's time zone */
            day: string;
            /** @description order totals, in the organization's currency */
            grossMinor: number;
            /** @description gross less refunds */
            netMinor: number;
            /** @description without cancelled ones, in whatever currency */
            orders: number;
            /** @description of the day at the same place in the previous period */
            previous: components["schemas"]["SalesFiguresInput"] | null;
            refunds: number;
            /** @description paid back in this time, whenever the order was placed */
            refundsMinor: number;
            stores: {
                /** @description what could not be converted; not in the amounts */
                apart: components["schemas"]["OtherCurrencySalesInput"][];
                /** @description gross an order whose amount is known */
                averageMinor: number | null;
                cancelled: number;
                /** @description order totals, in the organization's currency */
                grossMinor: number;
                /** @description gross less refunds */
                netMinor: number;
                /** @description without cancelled ones, in whatever currency */
                orders: number;
                refunds: number;
                /** @description paid back in this time, whenever the order was placed */
                refundsMinor: number;
                /** @description null: orders made in the hub itself */
                storeId: string | null;
                units: number;
                /** @description orders whose total the platform hides: counted, without an amount */
                withoutTotal: number;
            }[];
            units: number;
            /** @description orders whose total the platform hides: counted, without an amount */
            withoutTotal: number;
        };
        DuplicateCustomers: {
            /** @description 0 to 99 */
            confidence: number;
            foundAt: string;
            one: {
                email: string | null;
                id: string;
                name: string | null;
                orders: number;
                phone: string | null;
            };
            other: {
                email: string | null;
                id: string;
                name: string | null;
                orders: number;
                phone: string | null;
            };
            reasons: ("contacts" | "email" | "phone" | "name_postcode")[];
        };
        DuplicateCustomersInput: {
            /** @description 0 to 99 */
            confidence: number;
            foundAt: string;
            one: {
                email: string | null;
                id: string;
                name: string | null;
                orders: number;
                phone: string | null;
            };
            other: {
                email: string | null;
                id: string;
                name: string | null;
                orders: number;
                phone: string | null;
            };
            reasons: ("contacts" | "email" | "phone" | "name_postcode")[];
        };
        ExchangeRate: {
            base: string;
            /** @description ISO 8601 UTC */
            createdAt: string;
            id: string;
            quote: string;
            /** @description units of quote for one of base */
            rate: string;
            /** @enum {string} */
            source: "manual" | "import";
            /** @description ISO 8601 UTC */
            validFrom: string;
        };
        ExchangeRateInput: {
            base: string;
            /** @description ISO 8601 UTC */
            createdAt: string;
            id: string;
            quote: string;
            /** @description units of quote for one of base */
            rate: string;
            /** @enum {string} */
            source: "manual" | "import";
            /** @description ISO 8601 UTC */
            validFrom: string;
        };
        Home: {
            /** @description the five worst */
            alerts: components["schemas"]["Alert"][];
            at: string;
            currency: string;
            /** @description changes of the last moments are still being counted */
            isCounting: boolean;
            runningOut: components["schemas"]["RunningOut"][];
            sales: {
                days: components["schemas"]["HomeDay"][];
                month: components["schemas"]["PeriodSales"];
                today: components["schemas"]["PeriodSales"];
                week: components["schemas"]["PeriodSales"];
            };
            /** @description orders without enough stock */
            short: {
                /** @description to 1,000 */
                count: number;
                more: boolean;
                oldest: {
                    number: string;
                    orderId: string;
                    placedAt: string;
                } | null;
            };
            stores: components["schemas"]["StoreSync"][];
            toShip: {
                /** @description to 1,000 */
                count: number;
                late: number;
                lateAfterHours: number;
                more: boolean;
                oldest: {
                    number: string;
                    orderId: string;
                    placedAt: string;
                } | null;
            };
            zone: string;
        };
        HomeDay: {
            /** @description YYYY-MM-DD, in the organization's time zone */
            day: string;
            netMinor: number;
            orders: number;
            /** @description thirty days before */
            previousNetMinor: number;
            stores: {
                netMinor: number;
                orders: number;
                /** @description null: orders made in the hub itself */
                storeId: string | null;
            }[];
        };
        HomeDayInput: {
            /** @description YYYY-MM-DD, in the organization's time zone */
            day: string;
            netMinor: number;
            orders: number;
            /** @description thirty days before */
            previousNetMinor: number;
            stores: {
                netMinor: number;
                orders: number;
                /** @description null: orders made in the hub itself */
                storeId: string | null;
            }[];
        };
        HomeInput: {
            /** @description the five worst */
            alerts: components["schemas"]["AlertInput"][];
            at: string;
            currency: string;
            /** @description changes of the last moments are still being counted */
            isCounting: boolean;
            runningOut: components["schemas"]["RunningOutInput"][];
            sales: {
                days: components["schemas"]["HomeDayInput"][];
                month: components["schemas"]["PeriodSalesInput"];
                today: components["schemas"]["PeriodSalesInput"];
                week: components["schemas"]["PeriodSalesInput"];
            };
            /** @description orders without enough stock */
            short: {
                /** @description to 1,000 */
                count: number;
                more: boolean;
                oldest: {
                    number: string;
                    orderId: string;
                    placedAt: string;
                } | null;
            };
            stores: components["schemas"]["StoreSyncInput"][];
            toShip: {
                /** @description to 1,000 */
                count: number;
                late: number;
                lateAfterHours: number;
                more: boolean;
                oldest: {
                    number: string;
                    orderId: string;
                    placedAt: string;
                } | null;
            };
            zone: string;
        };
        Import: {
            apply: {
                /** @description rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            check: {
                /** @description rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            createdAt: string;
            /** @description false: the file's time is over */
            hasFile: boolean;
            id: string;
            /** @description the field of each column; null: not imported */
            mapping: {
                [key: string]: string | null;
            };
            name: string;
            /** @description what was guessed about the file, or looks odd */
            notices: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text: string;
            }[];
            options: {
                /** @description between the levels of a category */
                categorySeparator: string;
                /** @description of prices in rows without one; null: the variant's, else the organization's */
                currency: string | null;
                /** @enum {string} */
                decimal: "point" | "comma";
                /**
                 * @description what an empty cell says
                 * @enum {string}
                 */
                empty: "leave" | "clear";
                /** @description between the values of a list */
                listSeparator: string;
                /** @enum {string} */
                mode: "both" | "create" | "update";
                /** @enum {string} */
                sizeUnit: "mm" | "cm" | "m" | "in";
                /** @enum {string} */
                weightUnit: "g" | "kg" | "lb" | "oz";
            };
            requestedBy: string;
            rows: number;
            /** @description the first rows */
            sample: string[][];
            shape: {
                columns: string[];
                delimiter: string;
                /** @enum {string} */
                encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "windows-1256";
                /** @enum {string} */
                format: "csv" | "json";
                header: boolean;
                newline: string;
            };
            updatedAt: string;
        };
        ImportInput: {
            apply: {
                /** @description rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            check: {
                /** @description rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            createdAt: string;
            /** @description false: the file's time is over */
            hasFile: boolean;
            id: string;
            /** @description the field of each column; null: not imported */
            mapping: {
                [key: string]: string | null;
            };
            name: string;
            /** @description what was guessed about the file, or looks odd */
            notices: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text: string;
            }[];
            options: {
                /** @description between the levels of a category */
                categorySeparator: string;
                /** @description of prices in rows without one; null: the variant's, else the organization's */
                currency: string | null;
                /** @enum {string} */
                decimal: "point" | "comma";
                /**
                 * @description what an empty cell says
                 * @enum {string}
                 */
                empty: "leave" | "clear";
                /** @description between the values of a list */
                listSeparator: string;
                /** @enum {string} */
                mode: "both" | "create" | "update";
                /** @enum {string} */
                sizeUnit: "mm" | "cm" | "m" | "in";
                /** @enum {string} */
                weightUnit: "g" | "kg" | "lb" | "oz";
            };
            requestedBy: string;
            rows: number;
            /** @description the first rows */
            sample: string[][];
            shape: {
                columns: string[];
                delimiter: string;
                /** @enum {string} */
                encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "windows-1256";
                /** @enum {string} */
                format: "csv" | "json";
                header: boolean;
                newline: string;
            };
            updatedAt: string;
        };
        ImportIssue: {
            code: string;
            column: string | null;
            message: string;
            number: number;
            /** @description as a spreadsheet counts: the header is row 1 */
            row: number;
            /** @description the message for other languages; null: its code says it all */
            said: {
                code: string;
                gaps: {
                    [key: string]: string | number;
                };
            } | null;
            /** @enum {string} */
            severity: "error" | "warning";
            value: string | null;
        };
        ImportIssueInput: {
            code: string;
            column: string | null;
            message: string;
            number: number;
            /** @description as a spreadsheet counts: the header is row 1 */
            row: number;
            /** @description the message for other languages; null: its code says it all */
            said: {
                code: string;
                gaps: {
                    [key: string]: string | number;
                };
            } | null;
            /** @enum {string} */
            severity: "error" | "warning";
            value: string | null;
        };
        ImportSummary: {
            apply: {
                /** @description rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            check: {
                /** @description rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            createdAt: string;
            /** @description false: the file's time is over */
            hasFile: boolean;
            id: string;
            name: string;
            requestedBy: string;
            rows: number;
            updatedAt: string;
        };
        ImportSummaryInput: {
            apply: {
                /** @description rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            check: {
                /** @description rows, and by outcome create, update, unchanged, refused, skipped; errors and warnings */
                counts: {
                    [key: string]: number;
                };
                error: string | null;
                runId: string;
                /** @enum {string} */
                state: "queued" | "running" | "done" | "failed" | "cancelled";
            } | null;
            createdAt: string;
            /** @description false: the file's time is over */
            hasFile: boolean;
            id: string;
            name: string;
            requestedBy: string;
            rows: number;
            updatedAt: string;
        };
        Level: {
            available: number;
            countedAt: string | null;
            locationId: string;
            locationName: string;
            onHand: number;
            productId: string;
            reorderPoint: number | null;
            reorderQuantity: number | null;
            reserved: number;
            sku: string;
            title: string;
            updatedAt: string;
            variantId: string;
        };
        LevelInput: {
            available: number;
            countedAt: string | null;
            locationId: string;
            locationName: string;
            onHand: number;
            productId: string;
            reorderPoint: number | null;
            reorderQuantity: number | null;
            reserved: number;
            sku: string;
            title: string;
            updatedAt: string;
            variantId: string;
        };
        Location: {
            active: boolean;
            address: {
                [key: string]: string;
            };
            code: string;
            gstin: string | null;
            id: string;
            isDefault: boolean;
            /** @enum {string} */
            kind: "own" | "marketplace";
            name: string;
            stateCode: string | null;
        };
        LocationInput: {
            active: boolean;
            address: {
                [key: string]: string;
            };
            code: string;
            gstin: string | null;
            id: string;
            isDefault: boolean;
            /** @enum {string} */
            kind: "own" | "marketplace";
            name: string;
            stateCode: string | null;
        };
        LowLevel: {
            available: number;
            locationId: string;
            locationName: string;
            onHand: number;
            productId: string;
            reorderPoint: number | null;
            reorderQuantity: number | null;
            reserved: number;
            sku: string;
            /** @description brings it above its reorder point and serves who waits */
            suggestedQuantity: number;
            title: string;
            updatedAt: string;
            variantId: string;
            /** @description units ordered that nothing could be promised for yet */
            waiting: number;
        };
        LowLevelInput: {
            available: number;
            locationId: string;
            locationName: string;
            onHand: number;
            productId: string;
            reorderPoint: number | null;
            reorderQuantity: number | null;
            reserved: number;
            sku: string;
            /** @description brings it above its reorder point and serves who waits */
            suggestedQuantity: number;
            title: string;
            updatedAt: string;
            variantId: string;
            /** @description units ordered that nothing could be promised for yet */
            waiting: number;
        };
        /** @description A channel's item and the variant of ours it stands for */
        Mapping: {
            active: boolean;
            /** @description that wait ends by itself with the first number Argosy is given of the item */
            awaitsNumber: boolean;
            barcode: string | null;
            confidence: number | null;
            connectionId: string;
            contentSync: boolean;
            counted: boolean;
            desired: number | null;
            expected: number | null;
            extKey: string;
            extProductKey: string | null;
            goneAt: string | null;
            id: string;
            matchedAt: string | null;
            matchedBy: string | null;
            matchMethod: ("sku" | "barcode" | "title" | "manual" | "created") | null;
            matchReason: string | null;
            observed: number | null;
            platformStatus: string;
            priceSync: boolean;
            productListingId: string;
            productTitle: string;
            sku: string | null;
            /** @enum {string} */
            state: "unmapped" | "suggested" | "mapped" | "ignored";
            stockError: string | null;
            stockSync: boolean;
            /** @description stock is not in sync because the first sync left open whose number is right */
            stockWaits: boolean;
            suggestedSku: string | null;
            suggestedVariantId: string | null;
            title: string;
            url: string | null;
            variantId: string | null;
            variantSku: string | null;
        };
        /** @description A channel's item and the variant of ours it stands for */
        MappingInput: {
            active: boolean;
            /** @description that wait ends by itself with the first number Argosy is given of the item */
            awaitsNumber: boolean;
            barcode: string | null;
            confidence: number | null;
            connectionId: string;
            contentSync: boolean;
            counted: boolean;
            desired: number | null;
            expected: number | null;
            extKey: string;
            extProductKey: string | null;
            goneAt: string | null;
            id: string;
            matchedAt: string | null;
            matchedBy: string | null;
            matchMethod: ("sku" | "barcode" | "title" | "manual" | "created") | null;
            matchReason: string | null;
            observed: number | null;
            platformStatus: string;
            priceSync: boolean;
            productListingId: string;
            productTitle: string;
            sku: string | null;
            /** @enum {string} */
            state: "unmapped" | "suggested" | "mapped" | "ignored";
            stockError: string | null;
            stockSync: boolean;
            /** @description stock is not in sync because the first sync left open whose number is right */
            stockWaits: boolean;
            suggestedSku: string | null;
            suggestedVariantId: string | null;
            title: string;
            url: string | null;
            variantId: string | null;
            variantSku: string | null;
        };
        NotificationChoice: {
            /** @description counts as unread and in badges */
            app: boolean;
            /**
             * @description daily: one mail after eight in the organization's morning
             * @enum {string}
             */
            email: "off" | "now" | "daily";
            /** @enum {string} */
            topic: "connections" | "sync" | "orders" | "stock" | "privacy" | "other";
        };
        NotificationChoiceInput: {
            /** @description counts as unread and in badges */
            app: boolean;
            /**
             * @description daily: one mail after eight in the organization's morning
             * @enum {string}
             */
            email: "off" | "now" | "daily";
            /** @enum {string} */
            topic: "connections" | "sync" | "orders" | "stock" | "privacy" | "other";
        };
        NotificationPreferences: {
            /** @description whether the hub has a mail server */
            canMail: boolean;
            /** @description where mail goes */
            email: string;
            items: components["schemas"]["NotificationChoice"][];
        };
        NotificationPreferencesInput: {
            /** @description whether the hub has a mail server */
            canMail: boolean;
            /** @description where mail goes */
            email: string;
            items: components["schemas"]["NotificationChoiceInput"][];
        };
        Order: {
            billingAddress: {
                [key: string]: unknown;
            } | null;
            commands: components["schemas"]["OrderCommand"][];
            contact: {
                [key: string]: unknown;
            };
            currency: string;
            customerId: string | null;
            customerName: string | null;
            /** @description minor units; null where the platform hides it */
            discountMinor: number | null;
            /** @description minor units; null where the platform hides it */
            feesMinor: number | null;
            /** @enum {string} */
            financial: "pending" | "authorized" | "paid" | "partially_paid" | "partially_refunded" | "refunded" | "voided" | "cod_pending";
            /** @enum {string} */
            fulfilment: "unfulfilled" | "partial" | "fulfilled" | "in_transit" | "delivered" | "returned";
            fulfilments: {
                carrier: string | null;
                key: string;
                lines: {
                    lineKey: string;
                    quantity: number;
                }[];
                shippedAt: string | null;
                status: string;
                trackingNumbers: string[];
                trackingUrl: string | null;
            }[];
            gateway: string | null;
            hasUnmapped: boolean;
            id: string;
            isHistory: boolean;
            /** @description of an emulated store: nobody bought anything */
            isSandbox: boolean;
            isShort: boolean;
            lines: {
                discountMinor: number;
                /** @enum {string} */
                fulfilledBy: "merchant" | "marketplace" | "nobody";
                fulfilledQuantity: number;
                /** @description before discounts: gross - discount = total */
                grossMinor: number;
                id: string;
                imageUrl: string | null;
                /** @description the platform's line id: fulfil and refund name lines by it */
                key: string;
                /** @description the channel's item: linking it to a variant links the line */
                listingId: string | null;
                locationId: string | null;
                orderedQuantity: number;
                productId: string | null;
                quantity: number;
                reservedQuantity: number;
                restockedQuantity: number;
                /** @description units the hub's returns have dealt with */
                returnedQuantity: number;
                shortQuantity: number;
                sku: string | null;
                taxMinor: number;
                title: string;
                totalMinor: number;
                /** @description exact decimal */
                unitPrice: string;
                variantId: string | null;
            }[];
            money: components["schemas"]["OrderMoney"];
            note: string | null;
            /** @description the store's prefix and the platform's number */
            number: string;
            orderKey: string | null;
            /** @description tags of the hub, beside those of the platform */
            ownTags: string[];
            /** @enum {string} */
            paymentKind: "prepaid" | "cod" | "unknown";
            placedAt: string;
            platformNumber: string;
            platformStatus: string;
            presentment: unknown;
            pushError: string | null;
            pushState: ("pending" | "synced" | "failed") | null;
            /** @enum {string} */
            quality: "exact" | "estimated" | "hidden";
            refunds: {
                amountMinor: number;
                key: string;
                lines: unknown;
                reason: string | null;
                refundedAt: string;
            }[];
            residualMinor: number;
            returns: components["schemas"]["Return"][];
            shippingAddress: {
                [key: string]: unknown;
            } | null;
            /** @description minor units; null where the platform hides it */
            shippingMinor: number | null;
            /** @enum {string} */
            status: "pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold";
            storeId: string | null;
            storeName: string | null;
            /** @description minor units; null where the platform hides it */
            subtotalMinor: number | null;
            tags: string[];
            taxIncluded: boolean;
            /** @description minor units; null where the platform hides it */
            taxMinor: number | null;
            /** @description minor units; null where the platform hides it */
            totalMinor: number | null;
            transactions: {
                amountMinor: number;
                at: string;
                gateway: string | null;
                key: string;
                /** @enum {string} */
                kind: "authorization" | "sale" | "capture" | "refund" | "void";
                parentKey: string | null;
                /** @enum {string} */
                status: "success" | "pending" | "failed";
            }[];
            /** @description asked of the channel and not answered yet */
            underWay: ("cancelling" | "shipping") | null;
            units: number;
            updatedAt: string;
        };
        /** @description An intent on its way to the channel of origin */
        OrderCommand: {
            attempts: number;
            createdAt: string;
            dueAt: string | null;
            finishedAt: string | null;
            id: string;
            input: unknown;
            kind: string;
            /** @description of a refund that was to move money: false where it was only booked and the customer still has to be paid; null: unknown */
            moneyMoved: boolean | null;
            quotedCurrency: string | null;
            /** @description the channel's own total, where a push stopped because it is another than the order's */
            quotedMinor: number | null;
            requestedBy: string;
            /** @enum {string} */
            state: "waiting" | "running" | "done" | "failed" | "rejected" | "unsupported" | "needs_input" | "cancelled";
            text: string;
        };
        /** @description An intent on its way to the channel of origin */
        OrderCommandInput: {
            attempts: number;
            createdAt: string;
            dueAt: string | null;
            finishedAt: string | null;
            id: string;
            input: unknown;
            kind: string;
            /** @description of a refund that was to move money: false where it was only booked and the customer still has to be paid; null: unknown */
            moneyMoved: boolean | null;
            quotedCurrency: string | null;
            /** @description the channel's own total, where a push stopped because it is another than the order's */
            quotedMinor: number | null;
            requestedBy: string;
            /** @enum {string} */
            state: "waiting" | "running" | "done" | "failed" | "rejected" | "unsupported" | "needs_input" | "cancelled";
            text: string;
        };
        OrderInput: {
            billingAddress: {
                [key: string]: unknown;
            } | null;
            commands: components["schemas"]["OrderCommandInput"][];
            contact: {
                [key: string]: unknown;
            };
            currency: string;
            customerId: string | null;
            customerName: string | null;
            /** @description minor units; null where the platform hides it */
            discountMinor: number | null;
            /** @description minor units; null where the platform hides it */
            feesMinor: number | null;
            /** @enum {string} */
            financial: "pending" | "authorized" | "paid" | "partially_paid" | "partially_refunded" | "refunded" | "voided" | "cod_pending";
            /** @enum {string} */
            fulfilment: "unfulfilled" | "partial" | "fulfilled" | "in_transit" | "delivered" | "returned";
            fulfilments: {
                carrier: string | null;
                key: string;
                lines: {
                    lineKey: string;
                    quantity: number;
                }[];
                shippedAt: string | null;
                status: string;
                trackingNumbers: string[];
                trackingUrl: string | null;
            }[];
            gateway: string | null;
            hasUnmapped: boolean;
            id: string;
            isHistory: boolean;
            /** @description of an emulated store: nobody bought anything */
            isSandbox: boolean;
            isShort: boolean;
            lines: {
                discountMinor: number;
                /** @enum {string} */
                fulfilledBy: "merchant" | "marketplace" | "nobody";
                fulfilledQuantity: number;
                /** @description before discounts: gross - discount = total */
                grossMinor: number;
                id: string;
                imageUrl: string | null;
                /** @description the platform's line id: fulfil and refund name lines by it */
                key: string;
                /** @description the channel's item: linking it to a variant links the line */
                listingId: string | null;
                locationId: string | null;
                orderedQuantity: number;
                productId: string | null;
                quantity: number;
                reservedQuantity: number;
                restockedQuantity: number;
                /** @description units the hub's returns have dealt with */
                returnedQuantity: number;
                shortQuantity: number;
                sku: string | null;
                taxMinor: number;
                title: string;
                totalMinor: number;
                /** @description exact decimal */
                unitPrice: string;
                variantId: string | null;
            }[];
            money: components["schemas"]["OrderMoneyInput"];
            note: string | null;
            /** @description the store's prefix and the platform's number */
            number: string;
            orderKey: string | null;
            /** @description tags of the hub, beside those of the platform */
            ownTags: string[];
            /** @enum {string} */
            paymentKind: "prepaid" | "cod" | "unknown";
            placedAt: string;
            platformNumber: string;
            platformStatus: string;
            presentment: unknown;
            pushError: string | null;
            pushState: ("pending" | "synced" | "failed") | null;
            /** @enum {string} */
            quality: "exact" | "estimated" | "hidden";
            refunds: {
                amountMinor: number;
                key: string;
                lines: unknown;
                reason: string | null;
                refundedAt: string;
            }[];
            residualMinor: number;
            returns: components["schemas"]["ReturnInput"][];
            shippingAddress: {
                [key: string]: unknown;
            } | null;
            /** @description minor units; null where the platform hides it */
            shippingMinor: number | null;
            /** @enum {string} */
            status: "pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold";
            storeId: string | null;
            storeName: string | null;
            /** @description minor units; null where the platform hides it */
            subtotalMinor: number | null;
            tags: string[];
            taxIncluded: boolean;
            /** @description minor units; null where the platform hides it */
            taxMinor: number | null;
            /** @description minor units; null where the platform hides it */
            totalMinor: number | null;
            transactions: {
                amountMinor: number;
                at: string;
                gateway: string | null;
                key: string;
                /** @enum {string} */
                kind: "authorization" | "sale" | "capture" | "refund" | "void";
                parentKey: string | null;
                /** @enum {string} */
                status: "success" | "pending" | "failed";
            }[];
            /** @description asked of the channel and not answered yet */
            underWay: ("cancelling" | "shipping") | null;
            units: number;
            updatedAt: string;
        };
        /** @description subtotal - lineDiscount - orderDiscount + shipping + fees + (taxIncluded ? 0 : tax) + residual = total, exactly */
        OrderMoney: {
            /** @description minor units; null where the platform hides it */
            feesMinor: number | null;
            lineDiscountMinor: number;
            /** @description a discount the platform does not spread over the lines */
            orderDiscountMinor: number;
            /** @description what the customer still owes */
            outstandingMinor: number | null;
            /** @description captured so far; null where it cannot be known */
            paidMinor: number | null;
            refundedMinor: number;
            /** @description what rounding on the platform left over */
            residualMinor: number | null;
            /** @description minor units; null where the platform hides it */
            shippingMinor: number | null;
            /** @description lines before discounts */
            subtotalMinor: number;
            /** @description true: lines, shipping and fees contain the tax already */
            taxIncluded: boolean;
            /** @description minor units; null where the platform hides it */
            taxMinor: number | null;
            /** @description minor units; null where the platform hides it */
            totalMinor: number | null;
        };
        /** @description subtotal - lineDiscount - orderDiscount + shipping + fees + (taxIncluded ? 0 : tax) + residual = total, exactly */
        OrderMoneyInput: {
            /** @description minor units; null where the platform hides it */
            feesMinor: number | null;
            lineDiscountMinor: number;
            /** @description a discount the platform does not spread over the lines */
            orderDiscountMinor: number;
            /** @description what the customer still owes */
            outstandingMinor: number | null;
            /** @description captured so far; null where it cannot be known */
            paidMinor: number | null;
            refundedMinor: number;
            /** @description what rounding on the platform left over */
            residualMinor: number | null;
            /** @description minor units; null where the platform hides it */
            shippingMinor: number | null;
            /** @description lines before discounts */
            subtotalMinor: number;
            /** @description true: lines, shipping and fees contain the tax already */
            taxIncluded: boolean;
            /** @description minor units; null where the platform hides it */
            taxMinor: number | null;
            /** @description minor units; null where the platform hides it */
            totalMinor: number | null;
        };
        OrderSummary: {
            currency: string;
            customerId: string | null;
            customerName: string | null;
            /** @enum {string} */
            financial: "pending" | "authorized" | "paid" | "partially_paid" | "partially_refunded" | "refunded" | "voided" | "cod_pending";
            /** @enum {string} */
            fulfilment: "unfulfilled" | "partial" | "fulfilled" | "in_transit" | "delivered" | "returned";
            hasUnmapped: boolean;
            id: string;
            isHistory: boolean;
            /** @description of an emulated store: nobody bought anything */
            isSandbox: boolean;
            isShort: boolean;
            /** @description the store's prefix and the platform's number */
            number: string;
            orderKey: string | null;
            /** @enum {string} */
            paymentKind: "prepaid" | "cod" | "unknown";
            placedAt: string;
            platformNumber: string;
            platformStatus: string;
            pushState: ("pending" | "synced" | "failed") | null;
            /** @enum {string} */
            status: "pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold";
            storeId: string | null;
            storeName: string | null;
            tags: string[];
            /** @description minor units; null where the platform hides it */
            totalMinor: number | null;
            /** @description asked of the channel and not answered yet */
            underWay: ("cancelling" | "shipping") | null;
            units: number;
            updatedAt: string;
        };
        OrderSummaryInput: {
            currency: string;
            customerId: string | null;
            customerName: string | null;
            /** @enum {string} */
            financial: "pending" | "authorized" | "paid" | "partially_paid" | "partially_refunded" | "refunded" | "voided" | "cod_pending";
            /** @enum {string} */
            fulfilment: "unfulfilled" | "partial" | "fulfilled" | "in_transit" | "delivered" | "returned";
            hasUnmapped: boolean;
            id: string;
            isHistory: boolean;
            /** @description of an emulated store: nobody bought anything */
            isSandbox: boolean;
            isShort: boolean;
            /** @description the store's prefix and the platform's number */
            number: string;
            orderKey: string | null;
            /** @enum {string} */
            paymentKind: "prepaid" | "cod" | "unknown";
            placedAt: string;
            platformNumber: string;
            platformStatus: string;
            pushState: ("pending" | "synced" | "failed") | null;
            /** @enum {string} */
            status: "pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold";
            storeId: string | null;
            storeName: string | null;
            tags: string[];
            /** @description minor units; null where the platform hides it */
            totalMinor: number | null;
            /** @description asked of the channel and not answered yet */
            underWay: ("cancelling" | "shipping") | null;
            units: number;
            updatedAt: string;
        };
        /** @description Sales in a currency without a rate into the organization's */
        OtherCurrencySales: {
            currency: string;
            grossMinor: number;
            netMinor: number;
            orders: number;
            refundsMinor: number;
        };
        /** @description Sales in a currency without a rate into the organization's */
        OtherCurrencySalesInput: {
            currency: string;
            grossMinor: number;
            netMinor: number;
            orders: number;
            refundsMinor: number;
        };
        PeriodSales: {
            days: number;
            /** @description YYYY-MM-DD, in the organization's time zone */
            from: string;
            /** @description as many days before, the last one up to the same time of day */
            previous: components["schemas"]["SalesFigures"];
            stores: components["schemas"]["ChannelSales"][];
            /** @description YYYY-MM-DD, in the organization's time zone */
            to: string;
            total: components["schemas"]["SalesFigures"];
        };
        PeriodSalesInput: {
            days: number;
            /** @description YYYY-MM-DD, in the organization's time zone */
            from: string;
            /** @description as many days before, the last one up to the same time of day */
            previous: components["schemas"]["SalesFiguresInput"];
            stores: components["schemas"]["ChannelSalesInput"][];
            /** @description YYYY-MM-DD, in the organization's time zone */
            to: string;
            total: components["schemas"]["SalesFiguresInput"];
        };
        /** @description One thing the first sync would do */
        PlanItem: {
            /** @enum {string} */
            action: "link" | "create_here" | "create_there" | "update_here" | "update_there" | "conflict" | "ignore";
            after: unknown;
            before: unknown;
            /** @description a category of ours, to be created there */
            categoryId: string | null;
            chosen: boolean;
            confidence: number | null;
            /** @enum {string} */
            entity: "product" | "variant" | "category";
            error: string | null;
            /** @description of the hub's own reasons, to be said in other languages */
            errorCode: string | null;
            extKey: string | null;
            field: string | null;
            id: string;
            /** @description never to be asked about again */
            ignored: boolean;
            listingId: string | null;
            /** @description left out of the plan before */
            passedOver: boolean;
            productId: string | null;
            productListingId: string | null;
            /**
             * @description sent: on its way to the channel; skipped: changed since it was planned
             * @enum {string}
             */
            state: "planned" | "sent" | "done" | "failed" | "skipped";
            title: string;
            variantId: string | null;
        };
        /** @description One thing the first sync would do */
        PlanItemInput: {
            /** @enum {string} */
            action: "link" | "create_here" | "create_there" | "update_here" | "update_there" | "conflict" | "ignore";
            after: unknown;
            before: unknown;
            /** @description a category of ours, to be created there */
            categoryId: string | null;
            chosen: boolean;
            confidence: number | null;
            /** @enum {string} */
            entity: "product" | "variant" | "category";
            error: string | null;
            /** @description of the hub's own reasons, to be said in other languages */
            errorCode: string | null;
            extKey: string | null;
            field: string | null;
            id: string;
            /** @description never to be asked about again */
            ignored: boolean;
            listingId: string | null;
            /** @description left out of the plan before */
            passedOver: boolean;
            productId: string | null;
            productListingId: string | null;
            /**
             * @description sent: on its way to the channel; skipped: changed since it was planned
             * @enum {string}
             */
            state: "planned" | "sent" | "done" | "failed" | "skipped";
            title: string;
            variantId: string | null;
        };
        /** @description Why a channel is shown this price */
        PriceExplanation: {
            channel: {
                confirmedAt: string | null;
                currency: string | null;
                desiredMinor: (number | string) | null;
                error: string | null;
                expectedMinor: (number | string) | null;
                observedAt: string | null;
                observedMinor: (number | string) | null;
                state: string;
            } | null;
            compareAtMinor: (number | string) | null;
            compareAtSteps: {
                currency: string;
                label: string;
                said: {
                    code: string;
                    gaps: {
                        [key: string]: string | number;
                    };
                };
                value: string;
            }[];
            connectionId: string;
            currency: string | null;
            listingId: string;
            notPushed: {
                code: string;
                gaps: {
                    [key: string]: string | number;
                };
                text: string;
            }[];
            origin: ("override" | "rule" | "variant") | null;
            override: {
                setAt: string | null;
                setBy: string | null;
            } | null;
            priceMinor: (number | string) | null;
            rate: {
                base: string;
                quote: string;
                /** @description units of quote for one of base */
                rate: string;
                /** @enum {string} */
                source: "manual" | "import";
                /** @description ISO 8601 UTC */
                validFrom: string;
            } | null;
            rule: {
                id: string;
                name: string;
            } | null;
            sku: string | null;
            steps: {
                currency: string;
                label: string;
                said: {
                    code: string;
                    gaps: {
                        [key: string]: string | number;
                    };
                };
                value: string;
            }[];
            storeName: string;
            title: string;
        };
        /** @description Why a channel is shown this price */
        PriceExplanationInput: {
            channel: {
                confirmedAt: string | null;
                currency: string | null;
                desiredMinor: (number | string) | null;
                error: string | null;
                expectedMinor: (number | string) | null;
                observedAt: string | null;
                observedMinor: (number | string) | null;
                state: string;
            } | null;
            compareAtMinor: (number | string) | null;
            compareAtSteps: {
                currency: string;
                label: string;
                said: {
                    code: string;
                    gaps: {
                        [key: string]: string | number;
                    };
                };
                value: string;
            }[];
            connectionId: string;
            currency: string | null;
            listingId: string;
            notPushed: {
                code: string;
                gaps: {
                    [key: string]: string | number;
                };
                text: string;
            }[];
            origin: ("override" | "rule" | "variant") | null;
            override: {
                setAt: string | null;
                setBy: string | null;
            } | null;
            priceMinor: (number | string) | null;
            rate: {
                base: string;
                quote: string;
                /** @description units of quote for one of base */
                rate: string;
                /** @enum {string} */
                source: "manual" | "import";
                /** @description ISO 8601 UTC */
                validFrom: string;
            } | null;
            rule: {
                id: string;
                name: string;
            } | null;
            sku: string | null;
            steps: {
                currency: string;
                label: string;
                said: {
                    code: string;
                    gaps: {
                        [key: string]: string | number;
                    };
                };
                value: string;
            }[];
            storeName: string;
            title: string;
        };
        /** @description How a store's prices follow from ours */
        PriceRule: {
            /** @enum {string} */
            base: "price" | "cost" | "compare_at";
            brand: string | null;
            categoryId: string | null;
            /** @enum {string} */
            compareAt: "rule" | "price" | "none";
            connectionId: string;
            /** @description ISO 8601 UTC */
            createdAt: string;
            /** @enum {string} */
            direction: "up" | "down" | "nearest";
            /** @description minor units */
            endingMinor: number | string;
            /** @description minor units */
            fixedMinor: number | string;
            floorPercent: string | null;
            id: string;
            markupPercent: string;
            name: string;
            priority: number;
            stepMinor: (number | string) | null;
            /** @description ISO 8601 UTC */
            updatedAt: string;
        };
        /** @description How a store's prices follow from ours */
        PriceRuleInput: {
            /** @enum {string} */
            base: "price" | "cost" | "compare_at";
            brand: string | null;
            categoryId: string | null;
            /** @enum {string} */
            compareAt: "rule" | "price" | "none";
            connectionId: string;
            /** @description ISO 8601 UTC */
            createdAt: string;
            /** @enum {string} */
            direction: "up" | "down" | "nearest";
            /** @description minor units */
            endingMinor: number | string;
            /** @description minor units */
            fixedMinor: number | string;
            floorPercent: string | null;
            id: string;
            markupPercent: string;
            name: string;
            priority: number;
            stepMinor: (number | string) | null;
            /** @description ISO 8601 UTC */
            updatedAt: string;
        };
        /** @description RFC 9457 problem details */
        Problem: {
            code: string;
            detail: string;
            details: unknown;
            errorType: string;
            instance: string;
            requestId: string;
            retryable: boolean;
            /** @description the detail's code and gaps, to be said in other languages; null where `code` says it all */
            said: {
                code: string;
                gaps: {
                    [key: string]: string | number;
                };
            } | null;
            status: number;
            timestamp: string;
            title: string;
            type: string;
        };
        /** @description RFC 9457 problem details */
        ProblemInput: {
            code: string;
            detail: string;
            details: unknown;
            errorType: string;
            instance: string;
            requestId: string;
            retryable: boolean;
            /** @description the detail's code and gaps, to be said in other languages; null where `code` says it all */
            said: {
                code: string;
                gaps: {
                    [key: string]: string | number;
                };
            } | null;
            status: number;
            timestamp: string;
            title: string;
            type: string;
        };
        Product: {
            active: boolean;
            attributes: {
                [key: string]: unknown;
            };
            brand: string | null;
            categoryIds: string[];
            costMinor: number | null;
            createdAt: string;
            descriptionHtml: string;
            gstRate: string | null;
            hsn: string | null;
            id: string;
            images: {
                alt: string;
                id: string;
                position: number;
                url: string;
                variantId: string | null;
            }[];
            /** @enum {string} */
            kind: "goods" | "virtual";
            originCountry: string | null;
            shortDescriptionHtml: string;
            sku: string | null;
            taxClass: string | null;
            title: string;
            updatedAt: string;
            variants: components["schemas"]["Variant"][];
            weightGrams: number | null;
        };
        ProductInput: {
            active: boolean;
            attributes: {
                [key: string]: unknown;
            };
            brand: string | null;
            categoryIds: string[];
            costMinor: number | null;
            createdAt: string;
            descriptionHtml: string;
            gstRate: string | null;
            hsn: string | null;
            id: string;
            images: {
                alt: string;
                id: string;
                position: number;
                url: string;
                variantId: string | null;
            }[];
            /** @enum {string} */
            kind: "goods" | "virtual";
            originCountry: string | null;
            shortDescriptionHtml: string;
            sku: string | null;
            taxClass: string | null;
            title: string;
            updatedAt: string;
            variants: components["schemas"]["VariantInput"][];
            weightGrams: number | null;
        };
        ProductReport: {
            currency: string;
            /** @description YYYY-MM-DD, in the organization's time zone */
            from: string;
            /** @description changes of the last moments are still being counted */
            isCounting: boolean;
            items: components["schemas"]["ProductSales"][];
            nextCursor: string | null;
            stock: {
                units: number;
                /** @description not in the value: their cost, or a rate for it, is not known */
                unitsWithoutCost: number;
                valueMinor: number;
            };
            /** @description YYYY-MM-DD, in the organization's time zone */
            to: string;
            /** @description lines of products the hub does not know */
            unlinked: {
                apart: {
                    currency: string;
                    grossMinor: number;
                    netMinor: number;
                }[];
                /** @description lines after discounts, in the organization's currency */
                grossMinor: number;
                /** @description without what came back */
                netMinor: number;
                /** @description of these units, those that have come back by now */
                returnedUnits: number;
                units: number;
            };
            zone: string;
        };
        ProductReportInput: {
            currency: string;
            /** @description YYYY-MM-DD, in the organization's time zone */
            from: string;
            /** @description changes of the last moments are still being counted */
            isCounting: boolean;
            items: components["schemas"]["ProductSalesInput"][];
            nextCursor: string | null;
            stock: {
                units: number;
                /** @description not in the value: their cost, or a rate for it, is not known */
                unitsWithoutCost: number;
                valueMinor: number;
            };
            /** @description YYYY-MM-DD, in the organization's time zone */
            to: string;
            /** @description lines of products the hub does not know */
            unlinked: {
                apart: {
                    currency: string;
                    grossMinor: number;
                    netMinor: number;
                }[];
                /** @description lines after discounts, in the organization's currency */
                grossMinor: number;
                /** @description without what came back */
                netMinor: number;
                /** @description of these units, those that have come back by now */
                returnedUnits: number;
                units: number;
            };
            zone: string;
        };
        ProductSales: {
            apart: {
                currency: string;
                grossMinor: number;
                netMinor: number;
            }[];
            available: number;
            /** @description lines after discounts, in the organization's currency */
            grossMinor: number;
            /** @description without what came back */
            netMinor: number;
            onHand: number;
            productId: string;
            /** @description of these units, those that have come back by now */
            returnedUnits: number;
            /** @description units sold of those sold and those still there */
            sellThroughPercent: number | null;
            sku: string;
            /** @description what is there, at its cost; null where the cost is not known */
            stockValueMinor: number | null;
            title: string;
            units: number;
            variantId: string;
        };
        ProductSalesInput: {
            apart: {
                currency: string;
                grossMinor: number;
                netMinor: number;
            }[];
            available: number;
            /** @description lines after discounts, in the organization's currency */
            grossMinor: number;
            /** @description without what came back */
            netMinor: number;
            onHand: number;
            productId: string;
            /** @description of these units, those that have come back by now */
            returnedUnits: number;
            /** @description units sold of those sold and those still there */
            sellThroughPercent: number | null;
            sku: string;
            /** @description what is there, at its cost; null where the cost is not known */
            stockValueMinor: number | null;
            title: string;
            units: number;
            variantId: string;
        };
        ProductSummary: {
            active: boolean;
            available: number;
            brand: string | null;
            createdAt: string;
            currency: string | null;
            id: string;
            imageUrl: string | null;
            priceFromMinor: number | null;
            priceToMinor: number | null;
            sku: string | null;
            stores: number;
            title: string;
            updatedAt: string;
            variants: number;
            /** @description of its only variant; null where it has several */
            variantSku: string | null;
        };
        ProductSummaryInput: {
            active: boolean;
            available: number;
            brand: string | null;
            createdAt: string;
            currency: string | null;
            id: string;
            imageUrl: string | null;
            priceFromMinor: number | null;
            priceToMinor: number | null;
            sku: string | null;
            stores: number;
            title: string;
            updatedAt: string;
            variants: number;
            /** @description of its only variant; null where it has several */
            variantSku: string | null;
        };
        RefundQuote: {
            amountMinor: number;
            currency: string;
            lines: {
                /** @description what these units cost, with tax */
                amountMinor: number;
                lineKey: string;
                quantity: number;
                refundableQuantity: number;
                title: string;
            }[];
            /** @description the most that can be refunded now */
            maximumMinor: number | null;
            /** @description minor units; null where the platform hides it */
            paidMinor: number | null;
            /** @description refunds asked for that the channel has not done yet */
            pendingMinor: number;
            refundableShippingMinor: number;
            refundedMinor: number;
            shippingMinor: number;
            suggestedMinor: number;
        };
        RefundQuoteInput: {
            amountMinor: number;
            currency: string;
            lines: {
                /** @description what these units cost, with tax */
                amountMinor: number;
                lineKey: string;
                quantity: number;
                refundableQuantity: number;
                title: string;
            }[];
            /** @description the most that can be refunded now */
            maximumMinor: number | null;
            /** @description minor units; null where the platform hides it */
            paidMinor: number | null;
            /** @description refunds asked for that the channel has not done yet */
            pendingMinor: number;
            refundableShippingMinor: number;
            refundedMinor: number;
            shippingMinor: number;
            suggestedMinor: number;
        };
        Return: {
            carrier: string | null;
            createdAt: string;
            id: string;
            lines: {
                id: string;
                lineKey: string;
                locationId: string | null;
                orderLineId: string;
                quantity: number;
                receipts: {
                    actor: string;
                    at: string;
                    /** @enum {string} */
                    disposition: "restock" | "scrap" | "keep";
                    id: string;
                    locationId: string | null;
                    quantity: number;
                }[];
                receivedQuantity: number;
                sku: string | null;
                title: string;
            }[];
            note: string;
            number: string;
            orderId: string;
            orderNumber: string;
            reason: string;
            /** @description the refund asked for with it; money and goods are told apart */
            refundCommandId: string | null;
            refundState: string | null;
            requestedBy: string;
            /** @enum {string} */
            state: "requested" | "approved" | "received" | "closed" | "rejected" | "cancelled";
            storeId: string | null;
            trackingNumber: string | null;
            trackingUrl: string | null;
            updatedAt: string;
        };
        ReturnInput: {
            carrier: string | null;
            createdAt: string;
            id: string;
            lines: {
                id: string;
                lineKey: string;
                locationId: string | null;
                orderLineId: string;
                quantity: number;
                receipts: {
                    actor: string;
                    at: string;
                    /** @enum {string} */
                    disposition: "restock" | "scrap" | "keep";
                    id: string;
                    locationId: string | null;
                    quantity: number;
                }[];
                receivedQuantity: number;
                sku: string | null;
                title: string;
            }[];
            note: string;
            number: string;
            orderId: string;
            orderNumber: string;
            reason: string;
            /** @description the refund asked for with it; money and goods are told apart */
            refundCommandId: string | null;
            refundState: string | null;
            requestedBy: string;
            /** @enum {string} */
            state: "requested" | "approved" | "received" | "closed" | "rejected" | "cancelled";
            storeId: string | null;
            trackingNumber: string | null;
            trackingUrl: string | null;
            updatedAt: string;
        };
        Run: {
            attempts: number;
            cancelRequested: boolean;
            connectionId: string | null;
            createdAt: string;
            error: string | null;
            everyMs: number | null;
            finishedAt: string | null;
            id: string;
            kind: string;
            options: unknown;
            progress: unknown;
            requestedBy: string;
            runAt: string;
            startedAt: string | null;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            storeName: string | null;
        };
        RunInput: {
            attempts: number;
            cancelRequested: boolean;
            connectionId: string | null;
            createdAt: string;
            error: string | null;
            everyMs: number | null;
            finishedAt: string | null;
            id: string;
            kind: string;
            options: unknown;
            progress: unknown;
            requestedBy: string;
            runAt: string;
            startedAt: string | null;
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            storeName: string | null;
        };
        RunningOut: {
            available: number;
            /** @description how long the stock lasts at that pace */
            daysOfCover: number;
            productId: string;
            sku: string;
            /** @description in the last 30 days, alone and in bundles */
            sold: number;
            title: string;
            variantId: string;
        };
        RunningOutInput: {
            available: number;
            /** @description how long the stock lasts at that pace */
            daysOfCover: number;
            productId: string;
            sku: string;
            /** @description in the last 30 days, alone and in bundles */
            sold: number;
            title: string;
            variantId: string;
        };
        SalesFigures: {
            /** @description what could not be converted; not in the amounts */
            apart: components["schemas"]["OtherCurrencySales"][];
            /** @description gross an order whose amount is known */
            averageMinor: number | null;
            cancelled: number;
            /** @description order totals, in the organization's currency */
            grossMinor: number;
            /** @description gross less refunds */
            netMinor: number;
            /** @description without cancelled ones, in whatever currency */
            orders: number;
            refunds: number;
            /** @description paid back in this time, whenever the order was placed */
            refundsMinor: number;
            units: number;
            /** @description orders whose total the platform hides: counted, without an amount */
            withoutTotal: number;
        };
        SalesFiguresInput: {
            /** @description what could not be converted; not in the amounts */
            apart: components["schemas"]["OtherCurrencySalesInput"][];
            /** @description gross an order whose amount is known */
            averageMinor: number | null;
            cancelled: number;
            /** @description order totals, in the organization's currency */
            grossMinor: number;
            /** @description gross less refunds */
            netMinor: number;
            /** @description without cancelled ones, in whatever currency */
            orders: number;
            refunds: number;
            /** @description paid back in this time, whenever the order was placed */
            refundsMinor: number;
            units: number;
            /** @description orders whose total the platform hides: counted, without an amount */
            withoutTotal: number;
        };
        SalesReport: {
            currency: string;
            /** @description by=day: every day, also those without a sale */
            days: components["schemas"]["DaySales"][];
            /** @description YYYY-MM-DD, in the organization's time zone */
            from: string;
            /** @description changes of the last moments are still being counted */
            isCounting: boolean;
            previous: {
                /** @description YYYY-MM-DD, in the organization's time zone */
                from: string;
                /** @description YYYY-MM-DD, in the organization's time zone */
                to: string;
                total: components["schemas"]["SalesFigures"];
            } | null;
            /** @description by=product: the 50 that sold most by net */
            products: components["schemas"]["ProductSales"][];
            /** @description by=day and by=store: largest net first */
            stores: components["schemas"]["ChannelSales"][];
            /** @description YYYY-MM-DD, in the organization's time zone */
            to: string;
            total: components["schemas"]["SalesFigures"];
            zone: string;
        };
        SalesReportInput: {
            currency: string;
            /** @description by=day: every day, also those without a sale */
            days: components["schemas"]["DaySalesInput"][];
            /** @description YYYY-MM-DD, in the organization's time zone */
            from: string;
            /** @description changes of the last moments are still being counted */
            isCounting: boolean;
            previous: {
                /** @description YYYY-MM-DD, in the organization's time zone */
                from: string;
                /** @description YYYY-MM-DD, in the organization's time zone */
                to: string;
                total: components["schemas"]["SalesFiguresInput"];
            } | null;
            /** @description by=product: the 50 that sold most by net */
            products: components["schemas"]["ProductSalesInput"][];
            /** @description by=day and by=store: largest net first */
            stores: components["schemas"]["ChannelSalesInput"][];
            /** @description YYYY-MM-DD, in the organization's time zone */
            to: string;
            total: components["schemas"]["SalesFiguresInput"];
            zone: string;
        };
        /** @description A list's filter under a name */
        SavedView: {
            columns: string[];
            createdAt: string;
            filter: {
                [key: string]: unknown;
            };
            id: string;
            isMine: boolean;
            isShared: boolean;
            name: string;
            position: number;
            /** @enum {string} */
            subject: "orders" | "products" | "customers" | "levels" | "returns" | "conflicts" | "runs" | "audit" | "documents" | "movements" | "stores";
            updatedAt: string;
        };
        /** @description A list's filter under a name */
        SavedViewInput: {
            columns: string[];
            createdAt: string;
            filter: {
                [key: string]: unknown;
            };
            id: string;
            isMine: boolean;
            isShared: boolean;
            name: string;
            position: number;
            /** @enum {string} */
            subject: "orders" | "products" | "customers" | "levels" | "returns" | "conflicts" | "runs" | "audit" | "documents" | "movements" | "stores";
            updatedAt: string;
        };
        StockCount: {
            categoryId: string | null;
            counted: number;
            createdAt: string;
            createdBy: string;
            different: number;
            extraUnits: number;
            finishedAt: string | null;
            finishedBy: string | null;
            id: string;
            lines: number;
            locationId: string;
            locationName: string;
            missingUnits: number;
            note: string;
            number: string;
            /** @enum {string} */
            scope: "all" | "never_counted" | "chosen" | "category";
            /** @enum {string} */
            state: "open" | "closing" | "closed" | "cancelled";
        };
        StockCountHead: {
            categoryId: string | null;
            createdAt: string;
            createdBy: string;
            finishedAt: string | null;
            finishedBy: string | null;
            id: string;
            locationId: string;
            locationName: string;
            note: string;
            number: string;
            /** @enum {string} */
            scope: "all" | "never_counted" | "chosen" | "category";
            /** @enum {string} */
            state: "open" | "closing" | "closed" | "cancelled";
        };
        StockCountHeadInput: {
            categoryId: string | null;
            createdAt: string;
            createdBy: string;
            finishedAt: string | null;
            finishedBy: string | null;
            id: string;
            locationId: string;
            locationName: string;
            note: string;
            number: string;
            /** @enum {string} */
            scope: "all" | "never_counted" | "chosen" | "category";
            /** @enum {string} */
            state: "open" | "closing" | "closed" | "cancelled";
        };
        StockCountInput: {
            categoryId: string | null;
            counted: number;
            createdAt: string;
            createdBy: string;
            different: number;
            extraUnits: number;
            finishedAt: string | null;
            finishedBy: string | null;
            id: string;
            lines: number;
            locationId: string;
            locationName: string;
            missingUnits: number;
            note: string;
            number: string;
            /** @enum {string} */
            scope: "all" | "never_counted" | "chosen" | "category";
            /** @enum {string} */
            state: "open" | "closing" | "closed" | "cancelled";
        };
        StockDocument: {
            createdAt: string;
            createdBy: string;
            date: string;
            id: string;
            /** @enum {string} */
            kind: "purchase_invoice" | "sales_invoice" | "adjustment";
            lineCount: number;
            lines: {
                /** @description the variant's: its cost is in it */
                currency: string | null;
                line: number;
                note: string;
                /** @description why a draft's line could not be posted now */
                problem: string | null;
                quantity: number;
                sku: string;
                title: string | null;
                unitCostMinor: number | null;
                variantId: string | null;
            }[];
            locationId: string;
            locationName: string;
            note: string;
            /** @description PI-1, SI-1, ADJ-1 */
            number: string;
            partner: string;
            partnerReference: string;
            postedAt: string | null;
            postedBy: string | null;
            reason: string;
            reversedAt: string | null;
            reversedBy: string | null;
            /** @enum {string} */
            state: "draft" | "posted" | "reversed";
            units: number;
            updatedAt: string;
        };
        StockDocumentInput: {
            createdAt: string;
            createdBy: string;
            date: string;
            id: string;
            /** @enum {string} */
            kind: "purchase_invoice" | "sales_invoice" | "adjustment";
            lineCount: number;
            lines: {
                /** @description the variant's: its cost is in it */
                currency: string | null;
                line: number;
                note: string;
                /** @description why a draft's line could not be posted now */
                problem: string | null;
                quantity: number;
                sku: string;
                title: string | null;
                unitCostMinor: number | null;
                variantId: string | null;
            }[];
            locationId: string;
            locationName: string;
            note: string;
            /** @description PI-1, SI-1, ADJ-1 */
            number: string;
            partner: string;
            partnerReference: string;
            postedAt: string | null;
            postedBy: string | null;
            reason: string;
            reversedAt: string | null;
            reversedBy: string | null;
            /** @enum {string} */
            state: "draft" | "posted" | "reversed";
            units: number;
            updatedAt: string;
        };
        StockDocumentSummary: {
            createdAt: string;
            createdBy: string;
            date: string;
            id: string;
            /** @enum {string} */
            kind: "purchase_invoice" | "sales_invoice" | "adjustment";
            lineCount: number;
            locationId: string;
            locationName: string;
            note: string;
            /** @description PI-1, SI-1, ADJ-1 */
            number: string;
            partner: string;
            partnerReference: string;
            postedAt: string | null;
            postedBy: string | null;
            reason: string;
            reversedAt: string | null;
            reversedBy: string | null;
            /** @enum {string} */
            state: "draft" | "posted" | "reversed";
            units: number;
            updatedAt: string;
        };
        StockDocumentSummaryInput: {
            createdAt: string;
            createdBy: string;
            date: string;
            id: string;
            /** @enum {string} */
            kind: "purchase_invoice" | "sales_invoice" | "adjustment";
            lineCount: number;
            locationId: string;
            locationName: string;
            note: string;
            /** @description PI-1, SI-1, ADJ-1 */
            number: string;
            partner: string;
            partnerReference: string;
            postedAt: string | null;
            postedBy: string | null;
            reason: string;
            reversedAt: string | null;
            reversedBy: string | null;
            /** @enum {string} */
            state: "draft" | "posted" | "reversed";
            units: number;
            updatedAt: string;
        };
        /** @description Why a channel is shown this number */
        StockExplanation: {
            connectionId: string;
            listingId: string;
            locations: {
                channel: {
                    attempts: number;
                    /** @description units the channel says its own open orders wait for, where it says */
                    committed: number | null;
                    confirmedAt: string | null;
                    desired: number | null;
                    dueAt: string | null;
                    error: string | null;
                    expected: number | null;
                    isBeingChecked: boolean;
                    observed: number | null;
                    observedAt: string | null;
                    sentAt: string | null;
                    state: string;
                } | null;
                levels: {
                    available: number;
                    location: string;
                    locationId: string;
                    onHand: number;
                    perBundle: number;
                    reserved: number;
                    sku: string;
                    variantId: string;
                }[];
                location: string;
                quantity: number;
                steps: {
                    label: string;
                    said: {
                        code: string;
                        gaps: {
                            [key: string]: string | number;
                        };
                    };
                    value: number;
                }[];
            }[];
            notPushed: {
                code: string;
                gaps: {
                    [key: string]: string | number;
                };
                text: string;
            }[];
            rule: {
                buffer: number;
                cap: number | null;
                /** @description parts of it are the listing's own */
                isOwn: boolean;
                percent: number | null;
                zeroBelow: number;
            };
            sku: string | null;
            storeName: string;
            title: string;
            /** @description the channel's locations no number is written to */
            unwritten: string[];
            variantId: string | null;
        };
        /** @description Why a channel is shown this number */
        StockExplanationInput: {
            connectionId: string;
            listingId: string;
            locations: {
                channel: {
                    attempts: number;
                    /** @description units the channel says its own open orders wait for, where it says */
                    committed: number | null;
                    confirmedAt: string | null;
                    desired: number | null;
                    dueAt: string | null;
                    error: string | null;
                    expected: number | null;
                    isBeingChecked: boolean;
                    observed: number | null;
                    observedAt: string | null;
                    sentAt: string | null;
                    state: string;
                } | null;
                levels: {
                    available: number;
                    location: string;
                    locationId: string;
                    onHand: number;
                    perBundle: number;
                    reserved: number;
                    sku: string;
                    variantId: string;
                }[];
                location: string;
                quantity: number;
                steps: {
                    label: string;
                    said: {
                        code: string;
                        gaps: {
                            [key: string]: string | number;
                        };
                    };
                    value: number;
                }[];
            }[];
            notPushed: {
                code: string;
                gaps: {
                    [key: string]: string | number;
                };
                text: string;
            }[];
            rule: {
                buffer: number;
                cap: number | null;
                /** @description parts of it are the listing's own */
                isOwn: boolean;
                percent: number | null;
                zeroBelow: number;
            };
            sku: string | null;
            storeName: string;
            title: string;
            /** @description the channel's locations no number is written to */
            unwritten: string[];
            variantId: string | null;
        };
        StockFile: {
            /** @description null: nobody has said yet that it was uploaded */
            confirmedAt: string | null;
            id: string;
            lines: number;
            name: string;
            takenAt: string;
            takenBy: string;
        };
        StockFileInput: {
            /** @description null: nobody has said yet that it was uploaded */
            confirmedAt: string | null;
            id: string;
            lines: number;
            name: string;
            takenAt: string;
            takenBy: string;
        };
        /** @description A change of stock too large to happen unseen */
        StockHold: {
            /** @description and what the channel shows */
            channelUnits: number;
            connectionId: string;
            /**
             * @description out: our zeros wait; in: the channel's lower numbers wait
             * @enum {string}
             */
            direction: "out" | "in";
            foundAt: string;
            /** @description numbers that wait now */
            held: number;
            /** @description units of what is held: what the hub wants shown */
            hubUnits: number;
            id: string;
            /** @description items that would change */
            items: number;
            /** @description synced items of the store */
            ofListings: number;
            settledAt: string | null;
            settledBy: string | null;
            /** @enum {string} */
            state: "open" | "approved" | "rejected" | "ended";
            /** @description of those, how many would be none */
            toNone: number;
        };
        /** @description A change of stock too large to happen unseen */
        StockHoldInput: {
            /** @description and what the channel shows */
            channelUnits: number;
            connectionId: string;
            /**
             * @description out: our zeros wait; in: the channel's lower numbers wait
             * @enum {string}
             */
            direction: "out" | "in";
            foundAt: string;
            /** @description numbers that wait now */
            held: number;
            /** @description units of what is held: what the hub wants shown */
            hubUnits: number;
            id: string;
            /** @description items that would change */
            items: number;
            /** @description synced items of the store */
            ofListings: number;
            settledAt: string | null;
            settledBy: string | null;
            /** @enum {string} */
            state: "open" | "approved" | "rejected" | "ended";
            /** @description of those, how many would be none */
            toNone: number;
        };
        /** @description Where levels, movements and order lines differ; up to 1,000 of each */
        StockReport: {
            isSound: boolean;
            levels: {
                /** @description what order lines hold */
                held: number;
                /** @description what its movements add up to */
                ledgerOnHand: number;
                ledgerReserved: number;
                locationId: string;
                onHand: number;
                reserved: number;
                sku: string;
                variantId: string;
            }[];
            lines: {
                held: number;
                lineId: string;
                orderId: string;
                orderNumber: string;
                reserved: number;
                sku: string | null;
            }[];
        };
        /** @description Where levels, movements and order lines differ; up to 1,000 of each */
        StockReportInput: {
            isSound: boolean;
            levels: {
                /** @description what order lines hold */
                held: number;
                /** @description what its movements add up to */
                ledgerOnHand: number;
                ledgerReserved: number;
                locationId: string;
                onHand: number;
                reserved: number;
                sku: string;
                variantId: string;
            }[];
            lines: {
                held: number;
                lineId: string;
                orderId: string;
                orderNumber: string;
                reserved: number;
                sku: string | null;
            }[];
        };
        Store: {
            /** @description what this channel takes and tells, as it is connected; of commerce stores */
            abilities?: {
                /** @description it takes orders made here */
                createOrders: boolean;
                prices: boolean;
                putCategories: boolean;
                /** @description products and content can be created and changed there */
                putProducts: boolean;
                readCategories: boolean;
                readOrders: boolean;
                readProducts: boolean;
                stock: boolean;
            };
            accountId: string | null;
            /** @description nothing is linked by itself before its first sync's plan is applied */
            awaitsPlan: boolean;
            breaker: string;
            code: string;
            createdAt: string;
            draftExpiresAt: string | null;
            facts: {
                [key: string]: unknown;
            };
            failedAttempts: number;
            failingItems: number;
            /** @description when the platform first reached its webhook address */
            firstWebhookAt: string | null;
            /** @description which way things flow, and who wins when both sides changed them; of commerce stores */
            flows?: {
                /** @enum {string} */
                direction: "to_channel" | "to_hub" | "both" | "none";
                /** @enum {string} */
                group: "orders" | "customers" | "stock" | "price" | "content" | "products";
                policy: ("hub" | "channel" | "newest" | "ask") | null;
                said: {
                    code?: string;
                    gaps?: {
                        [key: string]: string | number;
                    };
                    text?: string;
                }[] | null;
                text: string;
            }[];
            grantedScopes: string[];
            grantExpiresAt: string | null;
            /** @enum {string} */
            health: "healthy" | "degraded" | "failing" | "unknown";
            id: string;
            installedAt: string | null;
            /** @description a draft whose consent covers several accounts: see its accounts */
            isChoiceOpen: boolean;
            /** @description an emulated store inside this hub, to explore with */
            isSandbox: boolean;
            /** @enum {string} */
            kind: "commerce" | "logistics" | "marketing";
            lastAttemptAt: string | null;
            lastError: string | null;
            lastSuccessAt: string | null;
            lastSyncAt: string | null;
            missingScopes: {
                disables: string;
                scope: string;
            }[];
            name: string;
            nextRetryAt: string | null;
            orderPrefix: string;
            provider: string;
            providerName: string;
            /** @description when it came back after it had been deleted */
            reconnectedAt: string | null;
            /** @description when the platform is asked again to remove it; null: it is not */
            removalDueAt: string | null;
            /** @description of a deleted store: what its platform still has, because it did not answer or does not let it go */
            removalLeft: ("webhooks" | "access")[];
            /** @description the provider's form values that are no secrets */
            settings: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            state: "draft" | "active" | "paused" | "inactive" | "needs_reauth" | "error" | "deleted";
            stockCutoverAt: string | null;
            storeUrl: string | null;
            /** @description orders, inventory, listings, webhooks, prices, policy with defaults filled in */
            syncSettings: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            syncState: "pending" | "idle" | "syncing" | "error";
            updatedAt: string;
            /** @description changes that wait to be sent, now or at a later try; counted to 1,000 */
            waitingUpdates: number;
            warnings: string[];
            /** @description by topic; for who may connect channels */
            webhookUrls?: {
                [key: string]: string;
            };
        };
        StoreHealth: {
            breaker: {
                /** @description in a row */
                failures: number;
                /** @enum {string} */
                state: "closed" | "half_open" | "open";
                /** @description milliseconds since 1970 of the next try */
                until?: number;
            };
            breakerUntil: string | null;
            /** @description the hub has an address the platform can reach */
            canReceiveWebhooks: boolean;
            credentials: {
                expiresAt: string | null;
                issuedAt: string;
                name: string;
                /** @description how often it was replaced, from 1 */
                version: number;
            }[];
            failed: number;
            failingSince: string | null;
            /** @enum {string} */
            health: "healthy" | "degraded" | "failing" | "unknown";
            /** @description the operator holds back what goes out */
            heldBackBy: ("hub" | "organization") | null;
            /** @description how long the oldest delivery not yet applied has been waiting */
            inboundLagMs: number | null;
            inboundWaiting: number;
            lastError: string | null;
            lastFoundByPollAt: string | null;
            lastSuccessAt: string | null;
            latencyMsP50: number | null;
            latencyMsP95: number | null;
            /** @description the platform's published limits and what is used of them; shared by stores of one account or app */
            limits: {
                /** @description when nothing of it is used any more; null: nothing is */
                freeAt: string | null;
                id: string;
                most: number;
                /** @description which calls it limits; null: all */
                operations: string[] | null;
                /** @description the platform asked to wait until then */
                pausedUntil: string | null;
                /** @description how fast it is restored */
                perSecond: number;
                /** @description of what may be used at once, at this moment */
                used: number;
                /** @description calls of the answering process that stand in line */
                waiting: number;
            }[];
            missingScopes: {
                disables: string;
                scope: string;
            }[];
            /** @description why reading orders fails; null: it does not */
            ordersError: string | null;
            /** @description of 7 days: orders no webhook had told */
            ordersFoundByPoll: number;
            /** @description since when reading orders fails or somebody waits for it; null: they are read */
            ordersUnreadSince: string | null;
            /** @description the same for changes on their way to the channel */
            outboundLagMs: number | null;
            outboundWaiting: number;
            /** @description the same as credentials: dates only, never the secrets */
            secrets: {
                expiresAt: string | null;
                issuedAt: string;
                name: string;
                /** @description how often it was replaced, from 1 */
                version: number;
            }[];
            /** @description attempts of 24 hours */
            succeeded: number;
            successPercent: number | null;
            /** @description answers that asked us to wait; not counted as failed */
            throttled: number;
            /** @description the platform asked to wait until then */
            throttledUntil: string | null;
            warnings: string[];
            /** @description by topic; for who may connect channels */
            webhookUrls?: {
                [key: string]: string;
            };
        };
        StoreHealthInput: {
            breaker: {
                /** @description in a row */
                failures: number;
                /** @enum {string} */
                state: "closed" | "half_open" | "open";
                /** @description milliseconds since 1970 of the next try */
                until?: number;
            };
            breakerUntil: string | null;
            /** @description the hub has an address the platform can reach */
            canReceiveWebhooks: boolean;
            credentials: {
                expiresAt: string | null;
                issuedAt: string;
                name: string;
                /** @description how often it was replaced, from 1 */
                version: number;
            }[];
            failed: number;
            failingSince: string | null;
            /** @enum {string} */
            health: "healthy" | "degraded" | "failing" | "unknown";
            /** @description the operator holds back what goes out */
            heldBackBy: ("hub" | "organization") | null;
            /** @description how long the oldest delivery not yet applied has been waiting */
            inboundLagMs: number | null;
            inboundWaiting: number;
            lastError: string | null;
            lastFoundByPollAt: string | null;
            lastSuccessAt: string | null;
            latencyMsP50: number | null;
            latencyMsP95: number | null;
            /** @description the platform's published limits and what is used of them; shared by stores of one account or app */
            limits: {
                /** @description when nothing of it is used any more; null: nothing is */
                freeAt: string | null;
                id: string;
                most: number;
                /** @description which calls it limits; null: all */
                operations: string[] | null;
                /** @description the platform asked to wait until then */
                pausedUntil: string | null;
                /** @description how fast it is restored */
                perSecond: number;
                /** @description of what may be used at once, at this moment */
                used: number;
                /** @description calls of the answering process that stand in line */
                waiting: number;
            }[];
            missingScopes: {
                disables: string;
                scope: string;
            }[];
            /** @description why reading orders fails; null: it does not */
            ordersError: string | null;
            /** @description of 7 days: orders no webhook had told */
            ordersFoundByPoll: number;
            /** @description since when reading orders fails or somebody waits for it; null: they are read */
            ordersUnreadSince: string | null;
            /** @description the same for changes on their way to the channel */
            outboundLagMs: number | null;
            outboundWaiting: number;
            /** @description the same as credentials: dates only, never the secrets */
            secrets: {
                expiresAt: string | null;
                issuedAt: string;
                name: string;
                /** @description how often it was replaced, from 1 */
                version: number;
            }[];
            /** @description attempts of 24 hours */
            succeeded: number;
            successPercent: number | null;
            /** @description answers that asked us to wait; not counted as failed */
            throttled: number;
            /** @description the platform asked to wait until then */
            throttledUntil: string | null;
            warnings: string[];
            /** @description by topic; for who may connect channels */
            webhookUrls?: {
                [key: string]: string;
            };
        };
        StoreInput: {
            /** @description what this channel takes and tells, as it is connected; of commerce stores */
            abilities?: {
                /** @description it takes orders made here */
                createOrders: boolean;
                prices: boolean;
                putCategories: boolean;
                /** @description products and content can be created and changed there */
                putProducts: boolean;
                readCategories: boolean;
                readOrders: boolean;
                readProducts: boolean;
                stock: boolean;
            };
            accountId: string | null;
            /** @description nothing is linked by itself before its first sync's plan is applied */
            awaitsPlan: boolean;
            breaker: string;
            code: string;
            createdAt: string;
            draftExpiresAt: string | null;
            facts: {
                [key: string]: unknown;
            };
            failedAttempts: number;
            failingItems: number;
            /** @description when the platform first reached its webhook address */
            firstWebhookAt: string | null;
            /** @description which way things flow, and who wins when both sides changed them; of commerce stores */
            flows?: {
                /** @enum {string} */
                direction: "to_channel" | "to_hub" | "both" | "none";
                /** @enum {string} */
                group: "orders" | "customers" | "stock" | "price" | "content" | "products";
                policy: ("hub" | "channel" | "newest" | "ask") | null;
                said: {
                    code?: string;
                    gaps?: {
                        [key: string]: string | number;
                    };
                    text?: string;
                }[] | null;
                text: string;
            }[];
            grantedScopes: string[];
            grantExpiresAt: string | null;
            /** @enum {string} */
            health: "healthy" | "degraded" | "failing" | "unknown";
            id: string;
            installedAt: string | null;
            /** @description a draft whose consent covers several accounts: see its accounts */
            isChoiceOpen: boolean;
            /** @description an emulated store inside this hub, to explore with */
            isSandbox: boolean;
            /** @enum {string} */
            kind: "commerce" | "logistics" | "marketing";
            lastAttemptAt: string | null;
            lastError: string | null;
            lastSuccessAt: string | null;
            lastSyncAt: string | null;
            missingScopes: {
                disables: string;
                scope: string;
            }[];
            name: string;
            nextRetryAt: string | null;
            orderPrefix: string;
            provider: string;
            providerName: string;
            /** @description when it came back after it had been deleted */
            reconnectedAt: string | null;
            /** @description when the platform is asked again to remove it; null: it is not */
            removalDueAt: string | null;
            /** @description of a deleted store: what its platform still has, because it did not answer or does not let it go */
            removalLeft: ("webhooks" | "access")[];
            /** @description the provider's form values that are no secrets */
            settings: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            state: "draft" | "active" | "paused" | "inactive" | "needs_reauth" | "error" | "deleted";
            stockCutoverAt: string | null;
            storeUrl: string | null;
            /** @description orders, inventory, listings, webhooks, prices, policy with defaults filled in */
            syncSettings: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            syncState: "pending" | "idle" | "syncing" | "error";
            updatedAt: string;
            /** @description changes that wait to be sent, now or at a later try; counted to 1,000 */
            waitingUpdates: number;
            warnings: string[];
            /** @description by topic; for who may connect channels */
            webhookUrls?: {
                [key: string]: string;
            };
        };
        /** @description The store's health, and how it did hour by hour or day by day */
        StoreMetrics: {
            points: {
                /** @description begin of the hour, or the day */
                at: string;
                failed: number;
                /** @description how long deliveries waited before they were understood */
                lagMsAverage: number | null;
                lagMsMost: number | null;
                latencyMsP50: number | null;
                latencyMsP95: number | null;
                orders: number;
                succeeded: number;
                successPercent: number | null;
                /** @description times the platform asked to wait (429) */
                throttled: number;
            }[];
            /** @enum {string} */
            range: "24h" | "30d";
            total: {
                failed: number;
                /** @description how long deliveries waited before they were understood */
                lagMsAverage: number | null;
                lagMsMost: number | null;
                latencyMsP50: number | null;
                latencyMsP95: number | null;
                orders: number;
                succeeded: number;
                successPercent: number | null;
                /** @description times the platform asked to wait (429) */
                throttled: number;
            };
            zone: string;
        } & {
            [key: string]: unknown;
        };
        /** @description The store's health, and how it did hour by hour or day by day */
        StoreMetricsInput: {
            points: {
                /** @description begin of the hour, or the day */
                at: string;
                failed: number;
                /** @description how long deliveries waited before they were understood */
                lagMsAverage: number | null;
                lagMsMost: number | null;
                latencyMsP50: number | null;
                latencyMsP95: number | null;
                orders: number;
                succeeded: number;
                successPercent: number | null;
                /** @description times the platform asked to wait (429) */
                throttled: number;
            }[];
            /** @enum {string} */
            range: "24h" | "30d";
            total: {
                failed: number;
                /** @description how long deliveries waited before they were understood */
                lagMsAverage: number | null;
                lagMsMost: number | null;
                latencyMsP50: number | null;
                latencyMsP95: number | null;
                orders: number;
                succeeded: number;
                successPercent: number | null;
                /** @description times the platform asked to wait (429) */
                throttled: number;
            };
            zone: string;
        } & {
            [key: string]: unknown;
        };
        StoreSweep: {
            error: string | null;
            everyMs: number | null;
            lastFinishedAt: string | null;
            lastStartedAt: string | null;
            nextAt: string;
            /** @description what changed since last time, everything, or again what is not finished; null until it is planned */
            reads: ("changed" | "all" | "open") | null;
            /** @description orders, products, stock, subscriptions, fees or queue */
            subject: string;
            sweep: string;
        };
        StoreSweepInput: {
            error: string | null;
            everyMs: number | null;
            lastFinishedAt: string | null;
            lastStartedAt: string | null;
            nextAt: string;
            /** @description what changed since last time, everything, or again what is not finished; null until it is planned */
            reads: ("changed" | "all" | "open") | null;
            /** @description orders, products, stock, subscriptions, fees or queue */
            subject: string;
            sweep: string;
        };
        StoreSync: {
            failed: number;
            /** @enum {string} */
            health: "healthy" | "degraded" | "failing" | "unknown";
            /** @description deliveries not yet applied, to 1,000 */
            inboundWaiting: number;
            lastError: string | null;
            lastSuccessAt: string | null;
            name: string;
            /** @description changes on their way to the channel, to 1,000 */
            outboundWaiting: number;
            provider: string;
            /** @enum {string} */
            state: "draft" | "active" | "paused" | "inactive" | "needs_reauth" | "error" | "deleted";
            storeId: string;
            /** @description of the attempts of 24 hours */
            successPercent: number | null;
            syncState: string;
            /** @description the platform asked to wait until then */
            throttledUntil: string | null;
        };
        StoreSyncInput: {
            failed: number;
            /** @enum {string} */
            health: "healthy" | "degraded" | "failing" | "unknown";
            /** @description deliveries not yet applied, to 1,000 */
            inboundWaiting: number;
            lastError: string | null;
            lastSuccessAt: string | null;
            name: string;
            /** @description changes on their way to the channel, to 1,000 */
            outboundWaiting: number;
            provider: string;
            /** @enum {string} */
            state: "draft" | "active" | "paused" | "inactive" | "needs_reauth" | "error" | "deleted";
            storeId: string;
            /** @description of the attempts of 24 hours */
            successPercent: number | null;
            syncState: string;
            /** @description the platform asked to wait until then */
            throttledUntil: string | null;
        };
        /** @description A suggested link with both sides to compare */
        Suggestion: {
            channel: {
                barcode: string | null;
                imageUrl: string | null;
                productTitle: string;
                sku: string | null;
                title: string;
                url: string | null;
            };
            confidence: number;
            connectionId: string;
            listingId: string;
            /** @enum {string} */
            method: "sku" | "barcode" | "title";
            /** @description items of the store linked to this variant or suggested for it, beside this one */
            others: number;
            ours: {
                barcode: string | null;
                imageUrl: string | null;
                productTitle: string;
                sku: string | null;
                title: string;
            };
            productId: string;
            reason: string | null;
            variantId: string;
        };
        /** @description A suggested link with both sides to compare */
        SuggestionInput: {
            channel: {
                barcode: string | null;
                imageUrl: string | null;
                productTitle: string;
                sku: string | null;
                title: string;
                url: string | null;
            };
            confidence: number;
            connectionId: string;
            listingId: string;
            /** @enum {string} */
            method: "sku" | "barcode" | "title";
            /** @description items of the store linked to this variant or suggested for it, beside this one */
            others: number;
            ours: {
                barcode: string | null;
                imageUrl: string | null;
                productTitle: string;
                sku: string | null;
                title: string;
            };
            productId: string;
            reason: string | null;
            variantId: string;
        };
        UnreadAlerts: {
            /** @description counted up to 1,000 */
            unread: number;
        };
        UnreadAlertsInput: {
            /** @description counted up to 1,000 */
            unread: number;
        };
        Variant: {
            attributes: {
                [key: string]: unknown;
            };
            available: number;
            barcode: string | null;
            compareAtMinor: number | null;
            costMinor: number | null;
            createdAt: string;
            currency: string;
            dimensions: {
                height: number;
                length: number;
                width: number;
            } | null;
            id: string;
            listings: number;
            onHand: number;
            options: {
                name: string;
                value: string;
            }[];
            position: number;
            priceMinor: number | null;
            productId: string;
            productTitle: string;
            reserved: number;
            sku: string;
            title: string;
            updatedAt: string;
            weightGrams: number | null;
        };
        VariantInput: {
            attributes: {
                [key: string]: unknown;
            };
            available: number;
            barcode: string | null;
            compareAtMinor: number | null;
            costMinor: number | null;
            createdAt: string;
            currency: string;
            dimensions: {
                height: number;
                length: number;
                width: number;
            } | null;
            id: string;
            listings: number;
            onHand: number;
            options: {
                name: string;
                value: string;
            }[];
            position: number;
            priceMinor: number | null;
            productId: string;
            productTitle: string;
            reserved: number;
            sku: string;
            title: string;
            updatedAt: string;
            weightGrams: number | null;
        };
        WebhookDelivery: {
            attempts: number;
            deliveredAt: string | null;
            dueAt: string | null;
            happenedAt: string;
            /** @description the header webhook-id, the same in every attempt */
            id: string;
            ids: {
                [key: string]: string;
            };
            lastError: string | null;
            lastSaid: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text?: string;
            }[] | null;
            lastStatus: number | null;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
            type: string;
        };
        WebhookDeliveryDetail: {
            attempts: number;
            deliveredAt: string | null;
            dueAt: string | null;
            happenedAt: string;
            history: {
                at: string;
                durationMs: number;
                error: string | null;
                number: number;
                said: {
                    code?: string;
                    gaps?: {
                        [key: string]: string | number;
                    };
                    text?: string;
                }[] | null;
                status: number | null;
            }[];
            /** @description the header webhook-id, the same in every attempt */
            id: string;
            ids: {
                [key: string]: string;
            };
            lastError: string | null;
            lastSaid: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text?: string;
            }[] | null;
            lastStatus: number | null;
            /** @description the body as it would be sent now */
            payload: string;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
            type: string;
        };
        WebhookDeliveryDetailInput: {
            attempts: number;
            deliveredAt: string | null;
            dueAt: string | null;
            happenedAt: string;
            history: {
                at: string;
                durationMs: number;
                error: string | null;
                number: number;
                said: {
                    code?: string;
                    gaps?: {
                        [key: string]: string | number;
                    };
                    text?: string;
                }[] | null;
                status: number | null;
            }[];
            /** @description the header webhook-id, the same in every attempt */
            id: string;
            ids: {
                [key: string]: string;
            };
            lastError: string | null;
            lastSaid: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text?: string;
            }[] | null;
            lastStatus: number | null;
            /** @description the body as it would be sent now */
            payload: string;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
            type: string;
        };
        WebhookDeliveryInput: {
            attempts: number;
            deliveredAt: string | null;
            dueAt: string | null;
            happenedAt: string;
            /** @description the header webhook-id, the same in every attempt */
            id: string;
            ids: {
                [key: string]: string;
            };
            lastError: string | null;
            lastSaid: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text?: string;
            }[] | null;
            lastStatus: number | null;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
            type: string;
        };
        WebhookEndpoint: {
            createdAt: string;
            createdBy: string;
            description: string;
            disabledAt: string | null;
            disabledReason: ("by_hand" | "failing" | "gone") | null;
            enabled: boolean;
            eventTypes: ("order.created" | "order.updated" | "product.created" | "product.updated" | "product.deleted" | "stock.changed" | "customer.updated" | "customer.merged" | "customer.erased" | "alert.raised" | "alert.resolved" | "run.finished" | "store.failing" | "store.recovered" | "store.needs_reauth" | "stock_hold.opened" | "conflict.opened")[];
            failingSince: string | null;
            id: string;
            lastError: string | null;
            lastSaid: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text?: string;
            }[] | null;
            lastSuccessAt: string | null;
            url: string;
            /** @description deliveries that wait, counted up to 1,000 */
            waiting: number;
        };
        WebhookEndpointInput: {
            createdAt: string;
            createdBy: string;
            description: string;
            disabledAt: string | null;
            disabledReason: ("by_hand" | "failing" | "gone") | null;
            enabled: boolean;
            eventTypes: ("order.created" | "order.updated" | "product.created" | "product.updated" | "product.deleted" | "stock.changed" | "customer.updated" | "customer.merged" | "customer.erased" | "alert.raised" | "alert.resolved" | "run.finished" | "store.failing" | "store.recovered" | "store.needs_reauth" | "stock_hold.opened" | "conflict.opened")[];
            failingSince: string | null;
            id: string;
            lastError: string | null;
            lastSaid: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text?: string;
            }[] | null;
            lastSuccessAt: string | null;
            url: string;
            /** @description deliveries that wait, counted up to 1,000 */
            waiting: number;
        };
        WebhookEndpointSecret: {
            createdAt: string;
            createdBy: string;
            description: string;
            disabledAt: string | null;
            disabledReason: ("by_hand" | "failing" | "gone") | null;
            enabled: boolean;
            eventTypes: ("order.created" | "order.updated" | "product.created" | "product.updated" | "product.deleted" | "stock.changed" | "customer.updated" | "customer.merged" | "customer.erased" | "alert.raised" | "alert.resolved" | "run.finished" | "store.failing" | "store.recovered" | "store.needs_reauth" | "stock_hold.opened" | "conflict.opened")[];
            failingSince: string | null;
            id: string;
            lastError: string | null;
            lastSaid: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text?: string;
            }[] | null;
            lastSuccessAt: string | null;
            /** @description whsec_...; shown in this answer only */
            secret: string;
            url: string;
            /** @description deliveries that wait, counted up to 1,000 */
            waiting: number;
        };
        WebhookEndpointSecretInput: {
            createdAt: string;
            createdBy: string;
            description: string;
            disabledAt: string | null;
            disabledReason: ("by_hand" | "failing" | "gone") | null;
            enabled: boolean;
            eventTypes: ("order.created" | "order.updated" | "product.created" | "product.updated" | "product.deleted" | "stock.changed" | "customer.updated" | "customer.merged" | "customer.erased" | "alert.raised" | "alert.resolved" | "run.finished" | "store.failing" | "store.recovered" | "store.needs_reauth" | "stock_hold.opened" | "conflict.opened")[];
            failingSince: string | null;
            id: string;
            lastError: string | null;
            lastSaid: {
                code?: string;
                gaps?: {
                    [key: string]: string | number;
                };
                text?: string;
            }[] | null;
            lastSuccessAt: string | null;
            /** @description whsec_...; shown in this answer only */
            secret: string;
            url: string;
            /** @description deliveries that wait, counted up to 1,000 */
            waiting: number;
        };
        WebhookEventType: {
            /** @description the answer `data` holds; null: `ids` alone */
            shape: string | null;
            text: string;
            /** @enum {string} */
            type: "order.created" | "order.updated" | "product.created" | "product.updated" | "product.deleted" | "stock.changed" | "customer.updated" | "customer.merged" | "customer.erased" | "alert.raised" | "alert.resolved" | "run.finished" | "store.failing" | "store.recovered" | "store.needs_reauth" | "stock_hold.opened" | "conflict.opened";
        };
        WebhookEventTypeInput: {
            /** @description the answer `data` holds; null: `ids` alone */
            shape: string | null;
            text: string;
            /** @enum {string} */
            type: "order.created" | "order.updated" | "product.created" | "product.updated" | "product.deleted" | "stock.changed" | "customer.updated" | "customer.merged" | "customer.erased" | "alert.raised" | "alert.resolved" | "run.finished" | "store.failing" | "store.recovered" | "store.needs_reauth" | "stock_hold.opened" | "conflict.opened";
        };
        WebhookRedelivery: {
            queued: number;
        };
        WebhookRedeliveryInput: {
            queued: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAdminAudit: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AdminAuditEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getAdminConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AdminConnection"][];
                    };
                };
            };
        };
    };
    getAdminLanes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AdminLane"][];
                    };
                };
            };
        };
    };
    getAdminOrganizations: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                /** @description part of a name or address */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AdminOrganization"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    patchAdminOrganizationsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    plan: {
                        members?: number | null;
                        ordersPerMonth?: number | null;
                        stores?: number | null;
                    };
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganization"];
                };
            };
        };
    };
    postAdminOrganizationsByIdPauseOutbound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganization"];
                };
            };
        };
    };
    postAdminOrganizationsByIdResumeOutbound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOrganization"];
                };
            };
        };
    };
    getAdminOutbound: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOutbound"];
                };
            };
        };
    };
    postAdminOutboundPause: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOutbound"];
                };
            };
        };
    };
    postAdminOutboundResume: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminOutbound"];
                };
            };
        };
    };
    getAdminQueues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminQueues"];
                };
            };
        };
    };
    getAdminUsers: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                /** @description part of a name or address */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AdminUser"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postAdminUsersByIdDeactivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUser"];
                };
            };
        };
    };
    postAdminUsersByIdReactivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminUser"];
                };
            };
        };
    };
    getAdminVersions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminVersions"];
                };
            };
        };
    };
    getAlerts: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                connectionId?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                kind?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                severity?: "info" | "warning" | "critical";
                state?: "open" | "snoozed" | "resolved";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What needs a person, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Alert"][];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getAlertsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
        };
    };
    postAlertsByIdResolve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
        };
    };
    postAlertsByIdSnooze: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    until: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
        };
    };
    getAlertsCounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        critical: number;
                        info: number;
                        warning: number;
                    };
                };
            };
        };
    };
    getAnalyticsExport: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description first day, in the organization's time zone; default 30 days with the last */
                from?: string;
                report?: "days" | "stores" | "products";
                /** @description of best sellers */
                sort?: "units" | "net";
                /** @description only these channels, joined by commas; hub: orders made in the hub itself */
                storeId?: string | string[];
                /** @description last day, included; default today */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A report as a file: sales by day and channel, by store, or best sellers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getAnalyticsHome: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Home"];
                };
            };
        };
    };
    getAnalyticsProducts: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description first day, in the organization's time zone; default 30 days with the last */
                from?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                /** @description units (default) or net */
                sort?: "units" | "net";
                /** @description only these channels, joined by commas; hub: orders made in the hub itself */
                storeId?: string | string[];
                /** @description last day, included; default today */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductReport"];
                };
            };
        };
    };
    getAnalyticsSales: {
        parameters: {
            query?: {
                by?: "day" | "store" | "product";
                /** @description also as many days right before, up to the same time of day where the range reaches today */
                compare?: "previous";
                /** @description first day, in the organization's time zone; default 30 days with the last */
                from?: string;
                /** @description only these channels, joined by commas; hub: orders made in the hub itself */
                storeId?: string | string[];
                /** @description last day, included; default today */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesReport"];
                };
            };
        };
    };
    getApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description null: everything the role may */
                            actions: ("view" | "edit_catalogue" | "act_on_orders" | "refund" | "connect" | "push_records" | "manage_members" | "repair" | "delete_organization")[] | null;
                            createdAt: string;
                            createdBy: string;
                            expiresAt: string | null;
                            id: string;
                            lastUsedAt: string | null;
                            name: string;
                            revokedAt: string | null;
                            /** @enum {string} */
                            role: "owner" | "admin" | "manager" | "staff" | "viewer";
                            /** @description the key's first characters */
                            start: string;
                        }[];
                    };
                };
            };
        };
    };
    postApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    actions?: ("view" | "edit_catalogue" | "act_on_orders" | "refund" | "connect" | "push_records" | "manage_members" | "repair" | "delete_organization")[];
                    /** Format: date-time */
                    expiresAt?: string;
                    name: string;
                    /** @enum {string} */
                    role: "owner" | "admin" | "manager" | "staff" | "viewer";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description null: everything the role may */
                        actions: ("view" | "edit_catalogue" | "act_on_orders" | "refund" | "connect" | "push_records" | "manage_members" | "repair" | "delete_organization")[] | null;
                        createdAt: string;
                        createdBy: string;
                        expiresAt: string | null;
                        id: string;
                        key: string;
                        lastUsedAt: string | null;
                        name: string;
                        revokedAt: string | null;
                        /** @enum {string} */
                        role: "owner" | "admin" | "manager" | "staff" | "viewer";
                        /** @description the key's first characters */
                        start: string;
                    };
                };
            };
        };
    };
    deleteApiKeysById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                from?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                targetId?: string;
                targetKind?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Who did what, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            action: string;
                            actor: string;
                            at: string;
                            details: unknown;
                            hash: string;
                            requestId: string | null;
                            seq: number;
                            targetId: string;
                            targetKind: string;
                        }[];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getAuditVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        brokenAt?: number;
                        entries: number;
                        intact: boolean;
                    };
                };
            };
        };
    };
    getCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Category"][];
                    };
                };
            };
        };
    };
    postCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    parentId?: string | null;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
        };
    };
    deleteCategoriesById: {
        parameters: {
            query?: {
                children?: "up" | "delete";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchCategoriesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    parentId?: string | null;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
        };
    };
    postCategoriesByIdMerge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    intoId: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Category"];
                };
            };
        };
    };
    postCategoriesOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                    parentId: string | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Category"][];
                    };
                };
            };
        };
    };
    getConflicts: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                field?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                group?: "content" | "price" | "stock";
                /** @description rows per page, default 50 */
                limit?: number;
                productId?: string;
                state?: "open" | "hub" | "channel" | "dismissed" | "closed";
                storeId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Where hub and channel said different things, and who won, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Conflict"][];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    postConflictsByIdSettle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description makes it the store's policy for this field; needs the action connect
                     * @default false
                     */
                    always?: boolean;
                    /**
                     * @description hub: ours goes to the channel; channel: its value becomes ours; dismissed: both stay until one changes
                     * @enum {string}
                     */
                    winner: "hub" | "channel" | "dismissed";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getConflictsCounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            connectionId: string;
                            field: string;
                            open: number;
                        }[];
                    };
                };
            };
        };
    };
    postConflictsSettle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    field?: string;
                    /** @enum {string} */
                    group?: "content" | "price" | "stock";
                    ids?: string[];
                    productId?: string;
                    storeId?: string;
                    /**
                     * @description hub: ours goes to the channel; channel: its value becomes ours; dismissed: both stay until one changes
                     * @enum {string}
                     */
                    winner: "hub" | "channel" | "dismissed";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description there are more of the choice: call again */
                        more: boolean;
                        results: {
                            error?: string;
                            id: string;
                            ok: boolean;
                        }[];
                    };
                };
            };
        };
    };
    getConnections: {
        parameters: {
            query?: {
                /** @description true: those that fail, wholly or in part, or need a person */
                attention?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                kind?: "commerce" | "logistics" | "marketing";
                /** @description rows per page, default 50 */
                limit?: number;
                provider?: string;
                /** @description part of name, code or address */
                q?: string;
                state?: "draft" | "active" | "paused" | "inactive" | "needs_reauth" | "error" | "deleted";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Store"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    /**
                     * @description only reserve the connection while its form is open
                     * @default false
                     */
                    draft?: boolean;
                    draftId?: string;
                    name?: string;
                    provider: string;
                    /** @description the dashboard's page a consent leads back to, :id standing for the connection; default the store's */
                    returnTo?: string;
                    /** @default {} */
                    syncOptions?: {
                        /**
                         * @description how far back to import orders; they tell nobody, finished ones move no stock, open ones hold theirs
                         * @default null
                         */
                        importOrdersDays?: (number | "all") | null;
                        /** @default false */
                        importProducts?: boolean;
                        /**
                         * @description you make a plan and look at it: nothing is linked by itself before it is applied
                         * @default false
                         */
                        review?: boolean;
                        /**
                         * @description all products and categories of yours that the store may have and lacks are created there
                         * @default false
                         */
                        sendAll?: boolean;
                        /**
                         * @description whose stock is right at the start
                         * @default none
                         * @enum {string}
                         */
                        stockFrom?: "channel" | "hub" | "none";
                        /**
                         * @description of an account whose store was deleted here, which comes back with its orders: whether its links, switches, rules and overrides hold again
                         * @default true
                         */
                        takeOver?: boolean;
                    };
                    /** @default {} */
                    values?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        callbackUrl?: string;
                        connectionId: string;
                        expiresAt?: string;
                        /**
                         * @description choose: what was granted covers several accounts; see this connection's accounts
                         * @enum {string}
                         */
                        step: "done" | "redirect" | "wait" | "draft" | "choose";
                        store?: components["schemas"]["Store"];
                        /** @description what the seller does next */
                        text?: string;
                        /** @description where the seller's browser goes next */
                        url?: string;
                        /** @description shown in this answer only */
                        webhookSecret?: string;
                        webhookUrls?: {
                            [key: string]: string | null;
                        };
                    };
                };
            };
        };
    };
    getConnectionsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    deleteConnectionsById: {
        parameters: {
            query?: {
                /** @description what becomes of orders not shipped yet: finished here, the channel being told nothing, or cancelled, their units free */
                openOrders?: "finish" | "cancel";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description the platform did not answer and is asked again every hour for 7 days */
                        isRetried: boolean;
                        /** @description what the platform still has */
                        leftOnPlatform: ("webhooks" | "access")[];
                        /** @description orders this was about */
                        openOrders: number;
                    };
                };
            };
        };
    };
    patchConnectionsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    name?: string;
                    orderPrefix?: string;
                    /** @description orders, inventory, listings, publish, webhooks, prices, policy; only what changes */
                    settings?: {
                        [key: string]: unknown;
                    };
                    /** Format: date-time */
                    stockCutoverAt?: string;
                    storeUrl?: string | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getConnectionsByIdAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accounts: {
                            /** @description the connection it has already */
                            connection: {
                                id: string;
                                name: string;
                                state: string;
                            } | null;
                            /** @description ISO 3166, where the platform tells it */
                            country: string | null;
                            /** @description the account at the platform */
                            externalId: string;
                            name: string;
                        }[];
                        /** @description when the draft and its consent end */
                        expiresAt: string | null;
                    };
                };
            };
        };
    };
    postConnectionsByIdAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    accounts: string[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connections: components["schemas"]["Store"][];
                    };
                };
            };
        };
    };
    postConnectionsByIdActivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    patchConnectionsByIdActivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    postConnectionsByIdDeactivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    patchConnectionsByIdDeactivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getConnectionsByIdHealth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreHealth"];
                };
            };
        };
    };
    getConnectionsByIdMetrics: {
        parameters: {
            query?: {
                /** @description 24h: hour by hour; 30d: day by day */
                range?: "24h" | "30d";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreMetrics"];
                };
            };
        };
    };
    getConnectionsByIdMetricsExport: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description 24h: hour by hour; 30d: day by day */
                range?: "24h" | "30d";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description These figures as a file: CSV or JSON lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getConnectionsByIdOpenOrders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        orders: number;
                        units: number;
                    };
                };
            };
        };
    };
    postConnectionsByIdPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    patchConnectionsByIdPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getConnectionsByIdProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description the redirect address to register for an app */
                        callbackUrl: string;
                        capabilities: string[];
                        color: string;
                        /** @enum {string} */
                        connectType: "oauth" | "api_key";
                        docs: string;
                        /** @description facts of an account to show, and what they are called */
                        facts?: {
                            [key: string]: string;
                        };
                        /** @description the operator's own app is set up here */
                        hasOperatorApp: boolean;
                        icon: string;
                        id: string;
                        /** @enum {string} */
                        kind: "commerce" | "logistics" | "marketing";
                        name: string;
                        /** @description what creating products there does that a buyer or seller would notice */
                        notes?: string[];
                        orderHistory: {
                            /** @description how far back orders can be fetched */
                            days: number | ("all" | "none");
                            note?: string;
                        };
                        scopes?: {
                            enables: string;
                            optional?: boolean;
                            scope: string;
                        }[];
                        settingsFields?: {
                            afterSave?: boolean;
                            defaultValue?: string;
                            help?: string;
                            id: string;
                            label: string;
                            options?: {
                                label: string;
                                value: string;
                            }[];
                            pattern?: string;
                            patternHint?: string;
                            placeholder?: string;
                            required: boolean;
                            /** @enum {string} */
                            type: "text" | "secret" | "url" | "select" | "boolean" | "number" | "json";
                        }[];
                        setupFormFields: {
                            afterSave?: boolean;
                            defaultValue?: string;
                            help?: string;
                            id: string;
                            label: string;
                            options?: {
                                label: string;
                                value: string;
                            }[];
                            pattern?: string;
                            patternHint?: string;
                            placeholder?: string;
                            required: boolean;
                            /** @enum {string} */
                            type: "text" | "secret" | "url" | "select" | "boolean" | "number" | "json";
                        }[];
                        setupSteps: {
                            text: string;
                            title: string;
                        }[];
                        topics: {
                            /** @description registered by the hub: nothing to paste */
                            automatic: boolean;
                            id: string;
                            label: string;
                            secret: {
                                field?: string;
                                /** @enum {string} */
                                madeBy: "ours" | "platform";
                            } & {
                                [key: string]: unknown;
                            };
                        }[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    postConnectionsByIdRefreshCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    postConnectionsByIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    patchConnectionsByIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    postConnectionsByIdRetry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description how much of each: stock, prices, products, records, commands, deliveries */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: number;
                    };
                };
            };
        };
    };
    putConnectionsByIdSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    values: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getConnectionsByIdSyncLogs: {
        parameters: {
            query?: {
                action?: string;
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                from?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                q?: string;
                status?: "pending" | "in_progress" | "success" | "failed";
                to?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Every attempt between hub and channel, newest first, in a seller's words */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @enum {string} */
                            action: "receive_order" | "receive_product" | "receive_stock" | "receive_event" | "receive_notifications" | "push_order" | "push_fulfilment" | "update_order_status" | "update_inventory" | "update_price" | "sync_products" | "sync_orders" | "sync_inventory" | "sync_fees" | "check_webhooks" | "connection_inbox" | "connection_outbound" | "connection_sweep" | "connection_webhook";
                            at: string;
                            attempt: number;
                            connectionId: string;
                            details: unknown;
                            durationMs: number | null;
                            errorKind: string | null;
                            id: string;
                            ref: string | null;
                            status: string;
                            text: string;
                            traceId: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getConnectionsByIdSyncStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["Run"][];
                        state: string;
                        sweeps: components["schemas"]["StoreSweep"][];
                        sync: string;
                    };
                };
            };
        };
    };
    postConnectionsByIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getConnectionsByIdWebhookEvents: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                kind?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                ref?: string;
                status?: "pending" | "processed" | "ignored" | "failed";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the channel told us, newest first, and what became of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempts: number;
                            bytes: number;
                            connectionId: string;
                            error: string | null;
                            id: string;
                            kind: string;
                            processedAt: string | null;
                            receivedAt: string;
                            ref: string;
                            /** @enum {string} */
                            source: "webhook" | "poll";
                            /** @enum {string} */
                            status: "pending" | "processed" | "ignored" | "failed";
                            topic: string;
                            traceId: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getConnectionsByIdWebhookEventsByEventId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        body: string;
                        bytes: number;
                        connectionId: string;
                        error: string | null;
                        id: string;
                        kind: string;
                        processedAt: string | null;
                        receivedAt: string;
                        ref: string;
                        /** @enum {string} */
                        source: "webhook" | "poll";
                        /** @enum {string} */
                        status: "pending" | "processed" | "ignored" | "failed";
                        topic: string;
                        traceId: string | null;
                    };
                };
            };
        };
    };
    postConnectionsByIdWebhookEventsByEventIdReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        bytes: number;
                        connectionId: string;
                        error: string | null;
                        id: string;
                        kind: string;
                        processedAt: string | null;
                        receivedAt: string;
                        ref: string;
                        /** @enum {string} */
                        source: "webhook" | "poll";
                        /** @enum {string} */
                        status: "pending" | "processed" | "ignored" | "failed";
                        topic: string;
                        traceId: string | null;
                    };
                };
            };
        };
    };
    postConnectionsByIdWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhookSecret: string;
                    };
                };
            };
        };
    };
    getCustomers: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CustomerSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getCustomersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    patchCustomersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    acceptsMarketing?: boolean | null;
                    email?: string | null;
                    name?: string | null;
                    notes?: string | null;
                    phone?: string | null;
                    tags?: string[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    postCustomersByIdErase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        customers: number;
                        orders: number;
                        /** @description what was emptied, and where */
                        places: {
                            rows: number;
                            what: string;
                        }[];
                    };
                };
            };
        };
    };
    getCustomersByIdExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    postCustomersByIdMerge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    from: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    getCustomersByIdMerges: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CustomerMerge"][];
                    };
                };
            };
        };
    };
    getCustomersByIdOrders: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OrderSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getCustomersDuplicates: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DuplicateCustomers"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postCustomersDuplicatesDismiss: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    customerId: string;
                    otherId: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getCustomersExport: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description These customers as a file: CSV or JSON lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    postCustomersMergesByMergeIdUndo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mergeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    postDiscountsValidate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    currency: string;
                    customerEmail?: string;
                    lines: {
                        quantity: number;
                        sku?: string;
                        unitPriceMinor: number;
                        variantId?: string;
                    }[];
                    storeId: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        code?: string;
                        /** @description off this basket; null when only the platform's checkout can tell */
                        discount?: {
                            currency: string;
                            /** @description minor units */
                            minor: number;
                        } | null;
                        /** @enum {string} */
                        kind?: "percent" | "amount" | "free_shipping" | "other";
                        percent?: string;
                        /** @enum {string} */
                        reason?: "unknown" | "not_active" | "not_yet" | "expired" | "used_up" | "conditions";
                        text?: string;
                        title?: string;
                        valid: boolean;
                        warnings?: string[];
                    };
                };
            };
        };
    };
    getEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that stays open */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    getFees: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                orderId?: string;
                storeId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            amountMinor: number;
                            chargedAt: string;
                            connectionId: string;
                            currency: string;
                            id: string;
                            key: string;
                            kind: string;
                            orderId: string | null;
                            orderKey: string | null;
                            orderNumber: string | null;
                            text: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getFxRates: {
        parameters: {
            query?: {
                base?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                quote?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ExchangeRate"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    putFxRates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    rates: {
                        base: string;
                        quote: string;
                        /** @description units of quote for one of base */
                        rate: string;
                        /**
                         * Format: date-time
                         * @description default now; later ones wait for their time
                         */
                        validFrom?: string;
                    }[];
                    /**
                     * @default manual
                     * @enum {string}
                     */
                    source?: "manual" | "import";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: {
                            error?: string;
                            id: string;
                            ok: boolean;
                        }[];
                    };
                };
            };
        };
    };
    deleteFxRatesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postGiftCardsBalance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    storeId: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        balance: {
                            currency: string;
                            /** @description minor units */
                            minor: number;
                        };
                        expiresOn?: string;
                        /** @enum {string} */
                        state: "active" | "disabled" | "expired";
                    };
                };
            };
        };
    };
    postGiftCardsRedeem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    amountMinor: number;
                    code: string;
                    currency: string;
                    /** @description your receipt or payment number */
                    reference: string;
                    storeId: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        balance: {
                            currency: string;
                            /** @description minor units */
                            minor: number;
                        };
                        transactionKey: string;
                    };
                };
            };
        };
    };
    getImports: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ImportSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postImports: {
        parameters: {
            query?: {
                delimiter?: string;
                encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "windows-1256";
                /** @description json: an array of objects, or an object a line */
                format?: "csv" | "json";
                /** @description whether the first row names the columns */
                header?: "true" | "false";
                /** @description of the file, for people */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    getImportsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    deleteImportsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchImportsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description columns that are not named stay as they are */
                    mapping?: {
                        [key: string]: string | null;
                    };
                    options?: {
                        /** @description between the levels of a category */
                        categorySeparator?: string;
                        /** @description of prices in rows without one; null: the variant's, else the organization's */
                        currency?: string | null;
                        /** @enum {string} */
                        decimal?: "point" | "comma";
                        /**
                         * @description what an empty cell says
                         * @enum {string}
                         */
                        empty?: "leave" | "clear";
                        /** @description between the values of a list */
                        listSeparator?: string;
                        /** @enum {string} */
                        mode?: "both" | "create" | "update";
                        /** @enum {string} */
                        sizeUnit?: "mm" | "cm" | "m" | "in";
                        /** @enum {string} */
                        weightUnit?: "g" | "kg" | "lb" | "oz";
                    };
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    postImportsByIdApply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default all
                     * @enum {string}
                     */
                    rows?: "all" | "failed";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    postImportsByIdCheck: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    getImportsByIdIssues: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                /** @description of which run */
                phase?: "check" | "apply";
                severity?: "error" | "warning";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ImportIssue"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getImportsByIdIssuesExport: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description of which run */
                phase?: "check" | "apply";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Errors and warnings as a file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getImportsFields: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            hint?: string;
                            id: string;
                            kind: string;
                            label: string;
                            /** @enum {string} */
                            of: "row" | "product" | "variant";
                            /** @description what may stand after a colon: place, unit, name or location */
                            parameter?: string;
                            repeats?: boolean;
                        }[];
                    };
                };
            };
        };
    };
    getIntegrationsByProviderInventory: {
        parameters: {
            query?: {
                connectionId?: string;
                refresh?: "true" | "false";
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connectionId: string;
                        items: {
                            [key: string]: unknown;
                        }[];
                        run: components["schemas"]["Run"] | null;
                    };
                };
            };
        };
    };
    postIntegrationsByProviderRegisterWebhooks: {
        parameters: {
            query?: {
                connectionId?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["Run"][];
                    };
                };
            };
        };
    };
    getIntegrationsByProviderStatus: {
        parameters: {
            query?: {
                connectionId?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connected: boolean;
                        connections: components["schemas"]["Store"][];
                        provider: string;
                    };
                };
            };
        };
    };
    postIntegrationsByProviderSync: {
        parameters: {
            query?: {
                connectionId?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["Run"][];
                    };
                };
            };
        };
    };
    postIntegrationsByProviderSyncOrders: {
        parameters: {
            query?: {
                connectionId?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["Run"][];
                    };
                };
            };
        };
    };
    getIntegrationsCatalog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sections: {
                            id: string;
                            name: string;
                            providers: {
                                actions: {
                                    endpoint: string;
                                    id: string;
                                    label: string;
                                    method: string;
                                }[];
                                api: {
                                    /** @description the day the platform ends it */
                                    endsOn?: string;
                                    version: string;
                                };
                                capabilities: string[];
                                color: string;
                                connected: boolean;
                                connectEndpoint?: string;
                                /** @enum {string} */
                                connectType: "oauth" | "api_key";
                                icon: string;
                                id: string;
                                name: string;
                                oauthInstallEndpoint?: string;
                                oauthInstallQueryKey?: string;
                                orderHistory: {
                                    /** @description how far back orders can be fetched */
                                    days: number | ("all" | "none");
                                    note?: string;
                                };
                                setupFormFields: {
                                    afterSave?: boolean;
                                    defaultValue?: string;
                                    help?: string;
                                    id: string;
                                    label: string;
                                    options?: {
                                        label: string;
                                        value: string;
                                    }[];
                                    pattern?: string;
                                    patternHint?: string;
                                    placeholder?: string;
                                    required: boolean;
                                    /** @enum {string} */
                                    type: "text" | "secret" | "url" | "select" | "boolean" | "number" | "json";
                                }[];
                                setupSteps: {
                                    text: string;
                                    title: string;
                                }[];
                                statusEndpoint: string;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    getIntegrationsConnectedSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        providers: {
                            [key: string]: unknown;
                        }[];
                        total: number;
                    };
                };
            };
        };
    };
    getIntegrationsProvidersByProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description the redirect address to register for an app */
                        callbackUrl: string;
                        capabilities: string[];
                        color: string;
                        /** @enum {string} */
                        connectType: "oauth" | "api_key";
                        docs: string;
                        /** @description facts of an account to show, and what they are called */
                        facts?: {
                            [key: string]: string;
                        };
                        /** @description the operator's own app is set up here */
                        hasOperatorApp: boolean;
                        icon: string;
                        id: string;
                        /** @enum {string} */
                        kind: "commerce" | "logistics" | "marketing";
                        name: string;
                        /** @description what creating products there does that a buyer or seller would notice */
                        notes?: string[];
                        orderHistory: {
                            /** @description how far back orders can be fetched */
                            days: number | ("all" | "none");
                            note?: string;
                        };
                        scopes?: {
                            enables: string;
                            optional?: boolean;
                            scope: string;
                        }[];
                        settingsFields?: {
                            afterSave?: boolean;
                            defaultValue?: string;
                            help?: string;
                            id: string;
                            label: string;
                            options?: {
                                label: string;
                                value: string;
                            }[];
                            pattern?: string;
                            patternHint?: string;
                            placeholder?: string;
                            required: boolean;
                            /** @enum {string} */
                            type: "text" | "secret" | "url" | "select" | "boolean" | "number" | "json";
                        }[];
                        setupFormFields: {
                            afterSave?: boolean;
                            defaultValue?: string;
                            help?: string;
                            id: string;
                            label: string;
                            options?: {
                                label: string;
                                value: string;
                            }[];
                            pattern?: string;
                            patternHint?: string;
                            placeholder?: string;
                            required: boolean;
                            /** @enum {string} */
                            type: "text" | "secret" | "url" | "select" | "boolean" | "number" | "json";
                        }[];
                        setupSteps: {
                            text: string;
                            title: string;
                        }[];
                        topics: {
                            /** @description registered by the hub: nothing to paste */
                            automatic: boolean;
                            id: string;
                            label: string;
                            secret: {
                                field?: string;
                                /** @enum {string} */
                                madeBy: "ours" | "platform";
                            } & {
                                [key: string]: unknown;
                            };
                        }[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    postIntegrationsProvidersByProviderConnect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    /** @default false */
                    draft?: boolean;
                    draftId?: string;
                    name?: string;
                    /** @default {} */
                    syncOptions?: {
                        /**
                         * @description how far back to import orders; they tell nobody, finished ones move no stock, open ones hold theirs
                         * @default null
                         */
                        importOrdersDays?: (number | "all") | null;
                        /** @default false */
                        importProducts?: boolean;
                        /**
                         * @description you make a plan and look at it: nothing is linked by itself before it is applied
                         * @default false
                         */
                        review?: boolean;
                        /**
                         * @description all products and categories of yours that the store may have and lacks are created there
                         * @default false
                         */
                        sendAll?: boolean;
                        /**
                         * @description whose stock is right at the start
                         * @default none
                         * @enum {string}
                         */
                        stockFrom?: "channel" | "hub" | "none";
                        /**
                         * @description of an account whose store was deleted here, which comes back with its orders: whether its links, switches, rules and overrides hold again
                         * @default true
                         */
                        takeOver?: boolean;
                    };
                    /** @default {} */
                    values?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        callbackUrl?: string;
                        connectionId: string;
                        expiresAt?: string;
                        /**
                         * @description choose: what was granted covers several accounts; see this connection's accounts
                         * @enum {string}
                         */
                        step: "done" | "redirect" | "wait" | "draft" | "choose";
                        store?: components["schemas"]["Store"];
                        /** @description what the seller does next */
                        text?: string;
                        /** @description where the seller's browser goes next */
                        url?: string;
                        /** @description shown in this answer only */
                        webhookSecret?: string;
                        webhookUrls?: {
                            [key: string]: string | null;
                        };
                    };
                };
            };
        };
    };
    postIntegrationsProvidersByProviderDisconnect: {
        parameters: {
            query?: {
                connectionId?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getIntegrationsProvidersByProviderStatus: {
        parameters: {
            query?: {
                connectionId?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connected: boolean;
                        connections: components["schemas"]["Store"][];
                        provider: string;
                    };
                };
            };
        };
    };
    postIntegrationsProvidersByProviderSync: {
        parameters: {
            query?: {
                connectionId?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["Run"][];
                    };
                };
            };
        };
    };
    postInventoryAdjustments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        delta: number;
                        /** @description absent: the default location */
                        locationId?: string;
                        /** @description instead of variantId */
                        sku?: string;
                        variantId?: string;
                    }[];
                    note?: string;
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failed: number;
                        results: {
                            changes?: {
                                available: number;
                                difference: number;
                                locationId: string;
                                onHand: number;
                                onHandBefore: number;
                                reserved: number;
                                sku: string;
                                variantId: string;
                            }[];
                            error?: {
                                code: string;
                                field: string;
                                message: string;
                            };
                            ok: boolean;
                        }[];
                        succeeded: number;
                    };
                };
            };
        };
    };
    postInventoryCounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        counted: number;
                        /** @description absent: the default location */
                        locationId?: string;
                        /** @description instead of variantId */
                        sku?: string;
                        variantId?: string;
                    }[];
                    note?: string;
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failed: number;
                        results: {
                            changes?: {
                                available: number;
                                difference: number;
                                locationId: string;
                                onHand: number;
                                onHandBefore: number;
                                reserved: number;
                                sku: string;
                                variantId: string;
                            }[];
                            error?: {
                                code: string;
                                field: string;
                                message: string;
                            };
                            ok: boolean;
                        }[];
                        succeeded: number;
                    };
                };
            };
        };
    };
    getInventoryDoctor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockReport"];
                };
            };
        };
    };
    postInventoryDoctorRepair: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockReport"];
                };
            };
        };
    };
    getInventoryExplain: {
        parameters: {
            query?: {
                listingId?: string;
                productId?: string;
                variantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockExplanation"][];
                    };
                };
            };
        };
    };
    getInventoryHistory: {
        parameters: {
            query?: {
                actor?: string;
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                cause?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                from?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                locationId?: string;
                orderId?: string;
                /** @description a whole order, document or count number, or a reference given */
                reference?: string;
                /** @description not included */
                to?: string;
                variantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Every movement of stock with its cause, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            actor: string;
                            at: string;
                            cause: string;
                            causeRef: string;
                            documentId: string | null;
                            id: string;
                            locationId: string;
                            locationName: string;
                            note: string;
                            onHandAfter: number;
                            onHandDelta: number;
                            orderId: string | null;
                            orderNumber: string | null;
                            /** @description the order's, document's or count's number, or what a caller gave */
                            reference: string | null;
                            reservedAfter: number;
                            reservedDelta: number;
                            sku: string;
                            variantId: string;
                        }[];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getInventoryLevels: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                locationId?: string;
                /** @description at or below the reorder point */
                low?: "true" | "false";
                /** @description nothing available */
                out?: "true" | "false";
                productId?: string;
                q?: string;
                variantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Level"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postInventoryLevels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        /** @description absent: the default location */
                        locationId?: string;
                        onHand: number;
                        /** @description instead of variantId */
                        sku?: string;
                        variantId?: string;
                    }[];
                    note?: string;
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failed: number;
                        results: {
                            changes?: {
                                available: number;
                                difference: number;
                                locationId: string;
                                onHand: number;
                                onHandBefore: number;
                                reserved: number;
                                sku: string;
                                variantId: string;
                            }[];
                            error?: {
                                code: string;
                                field: string;
                                message: string;
                            };
                            ok: boolean;
                        }[];
                        succeeded: number;
                    };
                };
            };
        };
    };
    putInventoryLevelsByVariantIdByLocationIdReorder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                locationId: string;
                variantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description low at or below this many available; null: never */
                    reorderPoint: number | null;
                    /**
                     * @description ordered at a time; null: what is missing
                     * @default null
                     */
                    reorderQuantity?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getInventoryLevelsExport: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                locationId?: string;
                /** @description at or below the reorder point */
                low?: "true" | "false";
                /** @description nothing available */
                out?: "true" | "false";
                productId?: string;
                q?: string;
                variantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description These units as a file: CSV or JSON lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getInventoryLowStock: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description rows per page, default 50 */
                limit?: number;
                locationId?: string;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Levels at or below their reorder point, the scarcest first, with how many to order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LowLevel"][];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    putInventoryReorderPoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        /** @description absent: the default location */
                        locationId?: string;
                        /** @description low at or below this many available; null: never */
                        reorderPoint: number | null;
                        /**
                         * @description ordered at a time; null: what is missing
                         * @default null
                         */
                        reorderQuantity?: number | null;
                        /** @description instead of variantId */
                        sku?: string;
                        variantId?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failed: number;
                        results: {
                            error?: {
                                code: string;
                                field: string;
                                message: string;
                            };
                            locationId?: string;
                            ok: boolean;
                            sku?: string;
                            variantId?: string;
                        }[];
                        succeeded: number;
                    };
                };
            };
        };
    };
    getInventoryReservations: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                short?: "true" | "false";
                variantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            lineId: string;
                            locationId: string | null;
                            orderId: string;
                            orderNumber: string;
                            placedAt: string;
                            reserved: number;
                            short: number;
                            sku: string;
                            storeId: string | null;
                            title: string;
                            variantId: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postInventoryTransfers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        /** @description absent: the default location */
                        locationId?: string;
                        quantity: number;
                        /** @description instead of variantId */
                        sku?: string;
                        toLocationId: string;
                        variantId?: string;
                    }[];
                    note?: string;
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failed: number;
                        results: {
                            changes?: {
                                available: number;
                                difference: number;
                                locationId: string;
                                onHand: number;
                                onHandBefore: number;
                                reserved: number;
                                sku: string;
                                variantId: string;
                            }[];
                            error?: {
                                code: string;
                                field: string;
                                message: string;
                            };
                            ok: boolean;
                        }[];
                        succeeded: number;
                    };
                };
            };
        };
    };
    getInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            createdAt: string;
                            email: string;
                            expiresAt: string;
                            id: string;
                            invitedBy: string;
                            /** @enum {string} */
                            role: "owner" | "admin" | "manager" | "staff" | "viewer";
                        }[];
                    };
                };
            };
        };
    };
    postInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    /** @enum {string} */
                    role: "owner" | "admin" | "manager" | "staff" | "viewer";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        email: string;
                        expiresAt: string;
                        id: string;
                        invitedBy: string;
                        link: string;
                        mailed: boolean;
                        /** @enum {string} */
                        role: "owner" | "admin" | "manager" | "staff" | "viewer";
                    };
                };
            };
        };
    };
    deleteInvitationsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postInvitationsAccept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        organization: string;
                        /** @enum {string} */
                        role: "owner" | "admin" | "manager" | "staff" | "viewer";
                    };
                };
            };
        };
    };
    postInvitationsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        email: string;
                        expiresAt: string;
                        invitedBy: string;
                        organization: string;
                        /** @enum {string} */
                        role: "owner" | "admin" | "manager" | "staff" | "viewer";
                    };
                };
            };
        };
    };
    getLocations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Location"][];
                    };
                };
            };
        };
    };
    postLocations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    active?: boolean;
                    address?: {
                        [key: string]: string;
                    };
                    code?: string;
                    gstin?: string | null;
                    isDefault?: boolean;
                    /** @enum {string} */
                    kind?: "own" | "marketplace";
                    name: string;
                    stateCode?: string | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Location"];
                };
            };
        };
    };
    patchLocationsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    active?: boolean;
                    address?: {
                        [key: string]: string;
                    };
                    code?: string;
                    gstin?: string | null;
                    isDefault?: boolean;
                    /** @enum {string} */
                    kind?: "own" | "marketplace";
                    name?: string;
                    stateCode?: string | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Location"];
                };
            };
        };
    };
    getMappingsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"];
                };
            };
        };
    };
    deleteMappingsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchMappingsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    active?: boolean;
                    /** @description of the whole product */
                    contentSync?: boolean;
                    priceSync?: boolean;
                    stockSync?: boolean;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"];
                };
            };
        };
    };
    putMappingsByIdAllocation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description units kept back; null: the store's
                     * @default null
                     */
                    buffer?: number | null;
                    /**
                     * @description never show more; null: the store's
                     * @default null
                     */
                    cap?: number | null;
                    /**
                     * @description share of what is available; null: the store's
                     * @default null
                     */
                    percent?: number | null;
                    /**
                     * @description below this many, show none; null: the store's
                     * @default null
                     */
                    zeroBelow?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockExplanation"];
                };
            };
        };
    };
    deleteMappingsByIdAllocation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMappingsByIdExplain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockExplanation"];
                };
            };
        };
    };
    getMappingsByIdExplainPrice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceExplanation"];
                };
            };
        };
    };
    putMappingsByIdPrice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    compareAtMinor?: number | null;
                    /** @description default: what the item is priced in there */
                    currency?: string;
                    priceMinor: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceExplanation"];
                };
            };
        };
    };
    deleteMappingsByIdPrice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        actions: ("view" | "edit_catalogue" | "act_on_orders" | "refund" | "connect" | "push_records" | "manage_members" | "repair" | "delete_organization")[];
                        apiKey: {
                            id: string;
                            name: string;
                        } | null;
                        organization: {
                            createdAt: string;
                            currency: string;
                            id: string;
                            language: string;
                            name: string;
                            /** @description limits set by the operator; an absent one is unlimited */
                            plan: {
                                [key: string]: unknown;
                            };
                            settings: {
                                [key: string]: unknown;
                            };
                            slug: string;
                            zone: string;
                        } | null;
                        organizations: {
                            currency: string;
                            id: string;
                            name: string;
                            /** @enum {string} */
                            role: "owner" | "admin" | "manager" | "staff" | "viewer";
                            slug: string;
                            zone: string;
                        }[];
                        role: ("owner" | "admin" | "manager" | "staff" | "viewer") | null;
                        user: {
                            email: string;
                            id: string;
                            isOperator: boolean;
                            name: string;
                        } | null;
                    };
                };
            };
        };
    };
    getMembers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            active: boolean;
                            createdAt: string;
                            email: string;
                            id: string;
                            lastActiveAt: string | null;
                            name: string;
                            /** @enum {string} */
                            role: "owner" | "admin" | "manager" | "staff" | "viewer";
                            userId: string;
                        }[];
                    };
                };
            };
        };
    };
    deleteMembersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchMembersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    active?: boolean;
                    /** @enum {string} */
                    role?: "owner" | "admin" | "manager" | "staff" | "viewer";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        active: boolean;
                        createdAt: string;
                        email: string;
                        id: string;
                        lastActiveAt: string | null;
                        name: string;
                        /** @enum {string} */
                        role: "owner" | "admin" | "manager" | "staff" | "viewer";
                        userId: string;
                    };
                };
            };
        };
    };
    getNotificationsPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPreferences"];
                };
            };
        };
    };
    putNotificationsPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: components["schemas"]["NotificationChoiceInput"][];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPreferences"];
                };
            };
        };
    };
    postNotificationsRead: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids?: string[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadAlerts"];
                };
            };
        };
    };
    getNotificationsUnread: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadAlerts"];
                };
            };
        };
    };
    postNotificationsUnread: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadAlerts"];
                };
            };
        };
    };
    getOrders: {
        parameters: {
            query?: {
                /** @description something asked of it is under way, or did not work out */
                command?: "open" | "failed";
                currency?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                customerId?: string;
                financial?: string | string[];
                /** @description ordered at or after */
                from?: string;
                fulfilment?: string | string[];
                /** @description imported history */
                history?: "true" | "false";
                /** @description rows per page, default 50 */
                limit?: number;
                paymentKind?: string | string[];
                /** @description made here, refused by its store */
                pushFailed?: "true" | "false";
                /** @description words, each the start of one of: numbers, names, e-mail, phone, SKUs, titles, tags, tracking, town, note */
                q?: string;
                short?: "true" | "false";
                /** @description has a line of it, any case */
                sku?: string;
                /** @description newest placed (default), last updated, or largest total first */
                sort?: "placed" | "updated" | "total";
                status?: string | string[];
                storeId?: string | string[];
                /** @description has one of these */
                tag?: string | string[];
                /** @description ordered before */
                to?: string;
                /** @description somebody has to pack it: paid or to be paid at the door, not shipped, ours to send, no imported history */
                toShip?: "true" | "false";
                /** @description minor units, included */
                totalFrom?: string;
                /** @description minor units, included */
                totalTo?: string;
                unmapped?: "true" | "false";
                variantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OrderSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postOrders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    contact?: {
                        /** Format: email */
                        email?: string;
                        name?: string;
                        phone?: string;
                    };
                    currency: string;
                    /** @enum {string} */
                    financial?: "pending" | "authorized" | "paid" | "partially_paid" | "partially_refunded" | "refunded" | "voided" | "cod_pending";
                    gateway?: string;
                    /** @description sold over the counter */
                    isHandedOver?: boolean;
                    lines: {
                        discountMinor?: number;
                        quantity: number;
                        sku?: string;
                        title?: string;
                        /** @description absent: the variant's price */
                        unitPrice?: string;
                        variantId?: string;
                    }[];
                    note?: string;
                    /** @enum {string} */
                    paymentKind?: "prepaid" | "cod" | "unknown";
                    shippingAddress?: {
                        city?: string;
                        company?: string;
                        country?: string;
                        line1?: string;
                        line2?: string;
                        name?: string;
                        phone?: string;
                        postcode?: string;
                        region?: string;
                    };
                    shippingMinor?: number;
                    /** @description the store it is created on; absent: it stays here */
                    storeId?: string;
                    tags?: string[];
                    taxMinor?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    getOrdersById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    postOrdersByIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    note?: string;
                    /** @default false */
                    notifyCustomer?: boolean;
                    /**
                     * @default other
                     * @enum {string}
                     */
                    reason?: "customer" | "inventory" | "fraud" | "declined" | "other";
                    /**
                     * @description what was paid: left, booked as refunded, or paid back; sent only once the order is cancelled
                     * @default none
                     * @enum {string}
                     */
                    refund?: "none" | "book" | "pay";
                    /** @default true */
                    restock?: boolean;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    postOrdersByIdCommandsByCommandIdRetry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                commandId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    postOrdersByIdFulfil: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    carrier?: string;
                    /**
                     * @description ships units that are not in stock by the hub's count
                     * @default false
                     */
                    evenIfShort?: boolean;
                    /** @description absent: everything that is left */
                    lines?: {
                        lineKey: string;
                        quantity: number;
                    }[];
                    /** @default false */
                    notifyCustomer?: boolean;
                    /** @default [] */
                    trackingNumbers?: string[];
                    /** Format: uri */
                    trackingUrl?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    postOrdersByIdLinesByLineIdLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                lineId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    variantId: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    postOrdersByIdNotes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                    /** @default false */
                    visibleToCustomer?: boolean;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    getOrdersByIdOptions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            allowed: boolean;
                            kind: string;
                            statuses?: ("pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold")[];
                            warnings: string[];
                        }[];
                    };
                };
            };
        };
    };
    postOrdersByIdPayments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description absent: all that is outstanding */
                    amountMinor?: number;
                    /**
                     * Format: date-time
                     * @description when the money came; absent: now
                     */
                    at?: string;
                    /** @description cash, card, bank transfer */
                    method: string;
                    /** @description of a receipt or a transfer */
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
        };
    };
    postOrdersByIdPush: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description with acceptTotalMinor; absent: the order's */
                    acceptCurrency?: string;
                    /** @description the channel's own total, as quotedMinor of the push tells it */
                    acceptTotalMinor?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    getOrdersByIdRaw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            partKey: string;
                            raw: unknown;
                            seenAt: string;
                        }[];
                    };
                };
            };
        };
    };
    postOrdersByIdRefund: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description absent: what the lines and the shipping cost */
                    amountMinor?: number;
                    /** @description the order's; checked when given */
                    currency?: string;
                    /** @description everything that is left; lines and amounts are not named then */
                    full?: boolean;
                    lines?: {
                        lineKey: string;
                        /** @description where restocked units go; absent: where they were sold from */
                        locationId?: string;
                        quantity: number;
                        /** @default false */
                        restock?: boolean;
                    }[];
                    /**
                     * @description false books the refund; true pays the customer back
                     * @default false
                     */
                    moveMoney?: boolean;
                    /** @default false */
                    notifyCustomer?: boolean;
                    reason?: string;
                    /** @description with full: whether the units go back into stock */
                    restock?: boolean;
                    /** @description the return this refund pays for */
                    returnId?: string;
                    /** @description the part of the amount that is for shipping */
                    shippingMinor?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    postOrdersByIdRefundQuote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description absent: what the lines and the shipping cost */
                    amountMinor?: number;
                    /** @description the order's; checked when given */
                    currency?: string;
                    /** @description everything that is left; lines and amounts are not named then */
                    full?: boolean;
                    lines?: {
                        lineKey: string;
                        /** @description where restocked units go; absent: where they were sold from */
                        locationId?: string;
                        quantity: number;
                        /** @default false */
                        restock?: boolean;
                    }[];
                    /**
                     * @description false books the refund; true pays the customer back
                     * @default false
                     */
                    moveMoney?: boolean;
                    /** @description with full: whether the units go back into stock */
                    restock?: boolean;
                    /** @description the part of the amount that is for shipping */
                    shippingMinor?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundQuote"];
                };
            };
        };
    };
    postOrdersByIdStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    status: "pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    patchOrdersByIdStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    status: "pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    getOrdersByIdTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            actor: string;
                            at: string;
                            data: unknown;
                            id: string;
                            kind: string;
                            /** @description what the text is made of, to be said in other languages */
                            said: {
                                code?: string;
                                gaps?: {
                                    [key: string]: string | number;
                                };
                                text?: string;
                            }[] | null;
                            text: string;
                        }[];
                    };
                };
            };
        };
    };
    postOrdersByIdTracking: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    carrier?: string;
                    /** @description the parcel, by its key in fulfilments */
                    fulfilmentKey: string;
                    /** @default false */
                    notifyCustomer?: boolean;
                    trackingNumbers: string[];
                    /** Format: uri */
                    trackingUrl?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderCommand"];
                };
            };
        };
    };
    postOrdersBulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "status";
                    orderIds: string[];
                    /** @enum {string} */
                    status: "pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold";
                } | {
                    /** @enum {string} */
                    action: "fulfil";
                    carrier?: string;
                    /** @default false */
                    notifyCustomer?: boolean;
                    orderIds: string[];
                    /** @default [] */
                    trackingNumbers?: string[];
                    /** Format: uri */
                    trackingUrl?: string;
                } | {
                    /** @enum {string} */
                    action: "cancel";
                    note?: string;
                    /** @default false */
                    notifyCustomer?: boolean;
                    orderIds: string[];
                    /**
                     * @default other
                     * @enum {string}
                     */
                    reason?: "customer" | "inventory" | "fraud" | "declined" | "other";
                    /** @default true */
                    restock?: boolean;
                } | {
                    /** @enum {string} */
                    action: "note";
                    orderIds: string[];
                    text: string;
                    /** @default false */
                    visibleToCustomer?: boolean;
                } | {
                    /** @enum {string} */
                    action: "tag";
                    /** @default [] */
                    add?: string[];
                    orderIds: string[];
                    /** @default [] */
                    remove?: string[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: {
                            command?: components["schemas"]["OrderCommand"];
                            error?: {
                                code: string;
                                message: string;
                            };
                            orderId: string;
                        }[];
                    };
                };
            };
        };
    };
    getOrdersCounts: {
        parameters: {
            query?: {
                /** @description something asked of it is under way, or did not work out */
                command?: "open" | "failed";
                currency?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                customerId?: string;
                financial?: string | string[];
                /** @description ordered at or after */
                from?: string;
                fulfilment?: string | string[];
                /** @description imported history */
                history?: "true" | "false";
                /** @description rows per page, default 50 */
                limit?: number;
                paymentKind?: string | string[];
                /** @description made here, refused by its store */
                pushFailed?: "true" | "false";
                /** @description words, each the start of one of: numbers, names, e-mail, phone, SKUs, titles, tags, tracking, town, note */
                q?: string;
                short?: "true" | "false";
                /** @description has a line of it, any case */
                sku?: string;
                /** @description newest placed (default), last updated, or largest total first */
                sort?: "placed" | "updated" | "total";
                status?: string | string[];
                storeId?: string | string[];
                /** @description has one of these */
                tag?: string | string[];
                /** @description ordered before */
                to?: string;
                /** @description somebody has to pack it: paid or to be paid at the door, not shipped, ours to send, no imported history */
                toShip?: "true" | "false";
                /** @description minor units, included */
                totalFrom?: string;
                /** @description minor units, included */
                totalTo?: string;
                unmapped?: "true" | "false";
                variantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: {
                            count: number;
                            more: boolean;
                        };
                    };
                };
            };
        };
    };
    getOrdersExport: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description something asked of it is under way, or did not work out */
                command?: "open" | "failed";
                currency?: string;
                customerId?: string;
                financial?: string | string[];
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description ordered at or after */
                from?: string;
                fulfilment?: string | string[];
                /** @description imported history */
                history?: "true" | "false";
                paymentKind?: string | string[];
                /** @description made here, refused by its store */
                pushFailed?: "true" | "false";
                /** @description words, each the start of one of: numbers, names, e-mail, phone, SKUs, titles, tags, tracking, town, note */
                q?: string;
                /** @description a row an order (default), or a row a line */
                rows?: "orders" | "lines";
                short?: "true" | "false";
                /** @description has a line of it, any case */
                sku?: string;
                /** @description newest placed (default), last updated, or largest total first */
                sort?: "placed" | "updated" | "total";
                status?: string | string[];
                storeId?: string | string[];
                /** @description has one of these */
                tag?: string | string[];
                /** @description ordered before */
                to?: string;
                /** @description somebody has to pack it: paid or to be paid at the door, not shipped, ours to send, no imported history */
                toShip?: "true" | "false";
                /** @description minor units, included */
                totalFrom?: string;
                /** @description minor units, included */
                totalTo?: string;
                unmapped?: "true" | "false";
                variantId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description These orders, or their lines, as a file: CSV or JSON lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        actions: ("view" | "edit_catalogue" | "act_on_orders" | "refund" | "connect" | "push_records" | "manage_members" | "repair" | "delete_organization")[];
                        createdAt: string;
                        currency: string;
                        /** @description whether the operator holds back what goes to platforms, for the whole hub or this organization */
                        heldBackBy: ("hub" | "organization") | null;
                        id: string;
                        language: string;
                        name: string;
                        /** @description limits set by the operator; an absent one is unlimited */
                        plan: {
                            [key: string]: unknown;
                        };
                        /** @enum {string} */
                        role: "owner" | "admin" | "manager" | "staff" | "viewer";
                        settings: {
                            [key: string]: unknown;
                        };
                        slug: string;
                        zone: string;
                    };
                };
            };
        };
    };
    deleteOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    currency?: string;
                    language?: string;
                    name?: string;
                    settings?: {
                        [key: string]: unknown;
                    };
                    slug?: string;
                    zone?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        currency: string;
                        id: string;
                        language: string;
                        name: string;
                        /** @description limits set by the operator; an absent one is unlimited */
                        plan: {
                            [key: string]: unknown;
                        };
                        settings: {
                            [key: string]: unknown;
                        };
                        slug: string;
                        zone: string;
                    };
                };
            };
        };
    };
    getOrganizations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            currency: string;
                            id: string;
                            name: string;
                            /** @enum {string} */
                            role: "owner" | "admin" | "manager" | "staff" | "viewer";
                            slug: string;
                            zone: string;
                        }[];
                    };
                };
            };
        };
    };
    postOrganizations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default USD */
                    currency?: string;
                    /** @default en */
                    language?: string;
                    name: string;
                    slug: string;
                    /**
                     * @description IANA time zone
                     * @default UTC
                     */
                    zone?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        createdAt: string;
                        currency: string;
                        id: string;
                        language: string;
                        name: string;
                        /** @description limits set by the operator; an absent one is unlimited */
                        plan: {
                            [key: string]: unknown;
                        };
                        settings: {
                            [key: string]: unknown;
                        };
                        slug: string;
                        zone: string;
                    };
                };
            };
        };
    };
    postOrganizationsByIdActivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    putPriceRulesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default price
                     * @enum {string}
                     */
                    base?: "price" | "cost" | "compare_at";
                    /**
                     * @description only products of this brand
                     * @default null
                     */
                    brand?: string | null;
                    /**
                     * @description only products of this category and of those below it
                     * @default null
                     */
                    categoryId?: string | null;
                    /**
                     * @description rule: the compare-at price through the same steps; price: the plain price; none
                     * @default rule
                     * @enum {string}
                     */
                    compareAt?: "rule" | "price" | "none";
                    /**
                     * @default nearest
                     * @enum {string}
                     */
                    direction?: "up" | "down" | "nearest";
                    endingMinor?: number;
                    /** @description added after that, minor units of the store's currency; below zero taken off */
                    fixedMinor?: number;
                    /** @default null */
                    floorPercent?: string | null;
                    /**
                     * @description added to it; below zero taken off
                     * @default 0
                     */
                    markupPercent?: string;
                    name: string;
                    /**
                     * @description the lowest comes first; the first that fits decides
                     * @default 0
                     */
                    priority?: number;
                    /** @description prices are endingMinor more than a multiple of it: 100 and 99 end in .99 */
                    stepMinor?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceRule"];
                };
            };
        };
    };
    deletePriceRulesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getProducts: {
        parameters: {
            query?: {
                active?: "true" | "false";
                /** @description in it or below it */
                categoryId?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                /** @description words, each the start of one of: title, brand, SKUs, barcodes, categories */
                q?: string;
                /** @description listed on this store */
                storeId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ProductSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postProducts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    active?: boolean;
                    attributes?: {
                        [key: string]: unknown;
                    };
                    brand?: string | null;
                    categoryIds?: string[];
                    /** @description minor units of the currency */
                    costMinor?: number | null;
                    /** @description made safe before it is kept */
                    descriptionHtml?: string;
                    gstRate?: string | null;
                    hsn?: string | null;
                    images?: {
                        alt?: string;
                        /** Format: uri */
                        url: string;
                        variantSku?: string;
                    }[];
                    /**
                     * @description virtual: nothing is sent to the buyer
                     * @enum {string}
                     */
                    kind?: "goods" | "virtual";
                    originCountry?: string | null;
                    /** @description the excerpt platforms show beside the price; sent when the product is created on a channel */
                    shortDescriptionHtml?: string;
                    sku?: string | null;
                    taxClass?: string | null;
                    title: string;
                    variants?: {
                        attributes?: {
                            [key: string]: unknown;
                        };
                        barcode?: string | null;
                        /** @description minor units of the currency */
                        compareAtMinor?: number | null;
                        /** @description minor units of the currency */
                        costMinor?: number | null;
                        currency?: string;
                        /** @description millimetres */
                        dimensions?: {
                            height: number;
                            length: number;
                            width: number;
                        } | null;
                        options?: {
                            name: string;
                            value: string;
                        }[];
                        /** @description minor units of the currency */
                        priceMinor?: number | null;
                        sku: string;
                        title?: string;
                        weightGrams?: number | null;
                    }[];
                    weightGrams?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    getProductsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    deleteProductsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchProductsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    active?: boolean;
                    attributes?: {
                        [key: string]: unknown;
                    };
                    brand?: string | null;
                    categoryIds?: string[];
                    /** @description minor units of the currency */
                    costMinor?: number | null;
                    /** @description made safe before it is kept */
                    descriptionHtml?: string;
                    gstRate?: string | null;
                    hsn?: string | null;
                    images?: {
                        alt?: string;
                        /** Format: uri */
                        url: string;
                        variantSku?: string;
                    }[];
                    /**
                     * @description virtual: nothing is sent to the buyer
                     * @enum {string}
                     */
                    kind?: "goods" | "virtual";
                    originCountry?: string | null;
                    /** @description the excerpt platforms show beside the price; sent when the product is created on a channel */
                    shortDescriptionHtml?: string;
                    sku?: string | null;
                    taxClass?: string | null;
                    title?: string;
                    /** @description the whole list: variants left out are deleted */
                    variants?: {
                        attributes?: {
                            [key: string]: unknown;
                        };
                        barcode?: string | null;
                        /** @description minor units of the currency */
                        compareAtMinor?: number | null;
                        /** @description minor units of the currency */
                        costMinor?: number | null;
                        currency?: string;
                        /** @description millimetres */
                        dimensions?: {
                            height: number;
                            length: number;
                            width: number;
                        } | null;
                        id?: string;
                        options?: {
                            name: string;
                            value: string;
                        }[];
                        /** @description minor units of the currency */
                        priceMinor?: number | null;
                        sku: string;
                        title?: string;
                        weightGrams?: number | null;
                    }[];
                    weightGrams?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    postProductsByIdVariants: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    attributes?: {
                        [key: string]: unknown;
                    };
                    barcode?: string | null;
                    /** @description minor units of the currency */
                    compareAtMinor?: number | null;
                    /** @description minor units of the currency */
                    costMinor?: number | null;
                    currency?: string;
                    /** @description millimetres */
                    dimensions?: {
                        height: number;
                        length: number;
                        width: number;
                    } | null;
                    options?: {
                        name: string;
                        value: string;
                    }[];
                    /** @description minor units of the currency */
                    priceMinor?: number | null;
                    sku: string;
                    title?: string;
                    weightGrams?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variant"];
                };
            };
        };
    };
    postProductsBulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "create";
                    products: {
                        active?: boolean;
                        attributes?: {
                            [key: string]: unknown;
                        };
                        brand?: string | null;
                        categoryIds?: string[];
                        /** @description minor units of the currency */
                        costMinor?: number | null;
                        /** @description made safe before it is kept */
                        descriptionHtml?: string;
                        gstRate?: string | null;
                        hsn?: string | null;
                        images?: {
                            alt?: string;
                            /** Format: uri */
                            url: string;
                            variantSku?: string;
                        }[];
                        /**
                         * @description virtual: nothing is sent to the buyer
                         * @enum {string}
                         */
                        kind?: "goods" | "virtual";
                        originCountry?: string | null;
                        /** @description the excerpt platforms show beside the price; sent when the product is created on a channel */
                        shortDescriptionHtml?: string;
                        sku?: string | null;
                        taxClass?: string | null;
                        title: string;
                        variants?: {
                            attributes?: {
                                [key: string]: unknown;
                            };
                            barcode?: string | null;
                            /** @description minor units of the currency */
                            compareAtMinor?: number | null;
                            /** @description minor units of the currency */
                            costMinor?: number | null;
                            currency?: string;
                            /** @description millimetres */
                            dimensions?: {
                                height: number;
                                length: number;
                                width: number;
                            } | null;
                            options?: {
                                name: string;
                                value: string;
                            }[];
                            /** @description minor units of the currency */
                            priceMinor?: number | null;
                            sku: string;
                            title?: string;
                            weightGrams?: number | null;
                        }[];
                        weightGrams?: number | null;
                    }[];
                } | {
                    /** @enum {string} */
                    action: "update";
                    changes: {
                        id: string;
                        patch: {
                            active?: boolean;
                            attributes?: {
                                [key: string]: unknown;
                            };
                            brand?: string | null;
                            categoryIds?: string[];
                            /** @description minor units of the currency */
                            costMinor?: number | null;
                            /** @description made safe before it is kept */
                            descriptionHtml?: string;
                            gstRate?: string | null;
                            hsn?: string | null;
                            images?: {
                                alt?: string;
                                /** Format: uri */
                                url: string;
                                variantSku?: string;
                            }[];
                            /**
                             * @description virtual: nothing is sent to the buyer
                             * @enum {string}
                             */
                            kind?: "goods" | "virtual";
                            originCountry?: string | null;
                            /** @description the excerpt platforms show beside the price; sent when the product is created on a channel */
                            shortDescriptionHtml?: string;
                            sku?: string | null;
                            taxClass?: string | null;
                            title?: string;
                            /** @description the whole list: variants left out are deleted */
                            variants?: {
                                attributes?: {
                                    [key: string]: unknown;
                                };
                                barcode?: string | null;
                                /** @description minor units of the currency */
                                compareAtMinor?: number | null;
                                /** @description minor units of the currency */
                                costMinor?: number | null;
                                currency?: string;
                                /** @description millimetres */
                                dimensions?: {
                                    height: number;
                                    length: number;
                                    width: number;
                                } | null;
                                id?: string;
                                options?: {
                                    name: string;
                                    value: string;
                                }[];
                                /** @description minor units of the currency */
                                priceMinor?: number | null;
                                sku: string;
                                title?: string;
                                weightGrams?: number | null;
                            }[];
                            weightGrams?: number | null;
                        };
                    }[];
                } | {
                    /** @enum {string} */
                    action: "delete";
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failed: number;
                        results: {
                            error?: {
                                code: string;
                                field?: string;
                                message: string;
                                said?: {
                                    code: string;
                                    gaps: {
                                        [key: string]: string | number;
                                    };
                                    text: string;
                                };
                            };
                            id?: string;
                            index: number;
                            ok: boolean;
                            variantIds?: string[];
                        }[];
                        succeeded: number;
                    };
                };
            };
        };
    };
    postProductsBulkEdit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    change: {
                        active?: boolean;
                        addCategoryIds?: string[];
                        addTags?: string[];
                        brand?: string | null;
                        compareAt?: {
                            set: number | null;
                        } | {
                            percent: string;
                            /** @description to the nearest multiple of so many minor units */
                            roundTo?: number;
                        } | {
                            add: number;
                        };
                        cost?: {
                            set: number | null;
                        } | {
                            percent: string;
                            /** @description to the nearest multiple of so many minor units */
                            roundTo?: number;
                        } | {
                            add: number;
                        };
                        price?: {
                            set: number | null;
                        } | {
                            percent: string;
                            /** @description to the nearest multiple of so many minor units */
                            roundTo?: number;
                        } | {
                            add: number;
                        };
                        removeCategoryIds?: string[];
                        removeTags?: string[];
                    };
                    /**
                     * @description only tell what would change
                     * @default false
                     */
                    dryRun?: boolean;
                    where: {
                        productIds: string[];
                    } | {
                        variantIds: string[];
                    } | {
                        active?: boolean;
                        /** @description in it or below it */
                        categoryId?: string;
                        q?: string;
                        /** @description listed on this store */
                        storeId?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description of those looked at */
                        changed: number;
                        failed: number;
                        /** @description a sample in a dry run, one for each product where it was done at once */
                        items: {
                            changes: {
                                [key: string]: {
                                    after: unknown;
                                    before: unknown;
                                };
                            };
                            error: {
                                code: string;
                                field?: string;
                                message: string;
                            } | null;
                            id: string;
                            title: string;
                        }[];
                        /** @description products the change speaks of */
                        matched: number;
                        /** @description there are more than were counted */
                        more: boolean;
                        /** @description where the change goes on, beyond 1,000 products */
                        run: components["schemas"]["Run"] | null;
                    };
                };
            };
        };
    };
    getProductsExport: {
        parameters: {
            query?: {
                active?: "true" | "false";
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description in it or below it */
                categoryId?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description words, each the start of one of: title, brand, SKUs, barcodes, categories */
                q?: string;
                /** @description listed on this store */
                storeId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description These products as a file that imports back unchanged: CSV or JSON lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getReturns: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description rows per page, default 50 */
                limit?: number;
                orderId?: string;
                state?: string | string[];
                storeId?: string | string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Returns, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Return"][];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    postReturns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description true: nobody has to approve it any more
                     * @default false
                     */
                    approved?: boolean;
                    carrier?: string;
                    lines: {
                        lineKey: string;
                        /** @description where it goes back to; absent: where it was sold from */
                        locationId?: string;
                        quantity: number;
                    }[];
                    note?: string;
                    orderId: string;
                    reason?: string;
                    trackingNumber?: string;
                    /** Format: uri */
                    trackingUrl?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
        };
    };
    getReturnsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
        };
    };
    patchReturnsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    carrier?: string;
                    note?: string;
                    reason?: string;
                    trackingNumber?: string;
                    /** Format: uri */
                    trackingUrl?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
        };
    };
    postReturnsByIdApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
        };
    };
    postReturnsByIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
        };
    };
    postReturnsByIdClose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
        };
    };
    postReturnsByIdReceive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description absent: everything still awaited, put back into stock */
                    lines?: {
                        /**
                         * @description restock: into stock; scrap: not sellable; keep: the customer keeps it
                         * @enum {string}
                         */
                        disposition: "restock" | "scrap" | "keep";
                        lineId: string;
                        locationId?: string;
                        quantity: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
        };
    };
    postReturnsByIdReject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Return"];
                };
            };
        };
    };
    getRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            actions: ("view" | "edit_catalogue" | "act_on_orders" | "refund" | "connect" | "push_records" | "manage_members" | "repair" | "delete_organization")[];
                            /** @description to members and API keys, by the one who asks */
                            mayGive: boolean;
                            /** @enum {string} */
                            role: "owner" | "admin" | "manager" | "staff" | "viewer";
                        }[];
                    };
                };
            };
        };
    };
    getRuns: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description rows per page, default 50 */
                limit?: number;
                status?: "queued" | "running" | "done" | "failed" | "cancelled";
                storeId?: string;
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Runs, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Run"][];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    postRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    everyMinutes?: number;
                    /** @default {} */
                    options?: {
                        [key: string]: unknown;
                    };
                    /** Format: date-time */
                    runAt?: string;
                    /** @default null */
                    storeId?: string | null;
                    type: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    getRunsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    postRunsByIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    postRunsByIdRetry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    getSandboxes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description the operator offers them (SANDBOX_STORES) */
                        offered: boolean;
                        providers: {
                            name: string;
                            provider: string;
                        }[];
                        running: {
                            id: string;
                            /** @description false: its process ended; it runs again after the hub's next start */
                            isRunning: boolean;
                            name: string;
                            provider: string;
                            startedAt: string;
                            state: string;
                        }[];
                    };
                };
            };
        };
    };
    postSandboxes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    providers: string[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @description why this one does not run; the others do */
                            error?: string;
                            ok: boolean;
                            provider: string;
                            store?: components["schemas"]["Store"];
                        }[];
                    };
                };
            };
        };
    };
    deleteSandboxesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postSandboxesByIdOrders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description absent: something that is on its shelves */
                    lines?: {
                        quantity: number;
                        sku: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        currency: string;
                        key: string;
                        lines: {
                            quantity: number;
                            sku: string;
                        }[];
                        number: string;
                        total: string;
                    };
                };
            };
        };
    };
    getStockCounts: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                locationId?: string;
                state?: "open" | "closing" | "closed" | "cancelled";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockCountHead"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postStockCounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description of scope category: with everything below it */
                    categoryId?: string;
                    /** @description of scope chosen */
                    items?: {
                        sku?: string;
                        variantId?: string;
                    }[];
                    /** @description absent: the default location */
                    locationId?: string;
                    note?: string;
                    /** @enum {string} */
                    scope: "all" | "never_counted" | "chosen" | "category";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockCount"];
                };
            };
        };
    };
    getStockCountsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockCount"];
                };
            };
        };
    };
    postStockCountsByIdCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockCount"];
                };
            };
        };
    };
    postStockCountsByIdClose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockCount"];
                };
            };
        };
    };
    postStockCountsByIdEntries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description add to what was entered, for two who count; else the last entry counts */
                    add?: boolean;
                    items: {
                        /** @description null takes the entry back */
                        counted: number | null;
                        sku?: string;
                        variantId?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failed: number;
                        results: {
                            counted?: number | null;
                            difference?: number | null;
                            error?: {
                                code: string;
                                field: string;
                                message: string;
                            };
                            expected?: number | null;
                            ok: boolean;
                            sku?: string;
                            variantId?: string;
                        }[];
                        succeeded: number;
                    };
                };
            };
        };
    };
    getStockCountsByIdLines: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                /** @description part of a SKU or title, or a barcode */
                q?: string;
                show?: "all" | "counted" | "uncounted" | "different";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            barcode: string | null;
                            counted: number | null;
                            countedAt: string | null;
                            countedBy: string | null;
                            difference: number | null;
                            entries: number;
                            /** @description on hand when it was counted */
                            expected: number | null;
                            /** @description now */
                            onHand: number;
                            /** @description what closing moved */
                            posted: number | null;
                            sku: string;
                            title: string;
                            variantId: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getStockDocuments: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                kind?: "purchase_invoice" | "sales_invoice" | "adjustment";
                /** @description rows per page, default 50 */
                limit?: number;
                locationId?: string;
                /** @description part of the number, or of the partner's name or reference */
                q?: string;
                state?: "draft" | "posted" | "reversed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Stock documents, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockDocumentSummary"][];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    postStockDocuments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date
                     * @description absent: today
                     */
                    date?: string;
                    /** @enum {string} */
                    kind: "purchase_invoice" | "sales_invoice" | "adjustment";
                    lines: {
                        note?: string;
                        /** @description from 1; of an adjustment with its sign */
                        quantity: number;
                        /** @description instead of variantId; a draft may name one to come */
                        sku?: string;
                        /** @description purchase invoice: posting makes it the variant's cost */
                        unitCostMinor?: number;
                        variantId?: string;
                    }[];
                    /** @description absent: the default location */
                    locationId?: string;
                    note?: string;
                    /** @description the supplier of a purchase, the buyer of a sale */
                    partner?: string;
                    /** @description their number for it */
                    partnerReference?: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockDocument"];
                };
            };
        };
    };
    getStockDocumentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockDocument"];
                };
            };
        };
    };
    deleteStockDocumentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchStockDocumentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    addLines?: {
                        note?: string;
                        /** @description from 1; of an adjustment with its sign */
                        quantity: number;
                        /** @description instead of variantId; a draft may name one to come */
                        sku?: string;
                        /** @description purchase invoice: posting makes it the variant's cost */
                        unitCostMinor?: number;
                        variantId?: string;
                    }[];
                    /**
                     * Format: date
                     * @description absent: today
                     */
                    date?: string;
                    lines?: {
                        note?: string;
                        /** @description from 1; of an adjustment with its sign */
                        quantity: number;
                        /** @description instead of variantId; a draft may name one to come */
                        sku?: string;
                        /** @description purchase invoice: posting makes it the variant's cost */
                        unitCostMinor?: number;
                        variantId?: string;
                    }[];
                    /** @description absent: the default location */
                    locationId?: string;
                    note?: string;
                    /** @description the supplier of a purchase, the buyer of a sale */
                    partner?: string;
                    /** @description their number for it */
                    partnerReference?: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockDocument"];
                };
            };
        };
    };
    postStockDocumentsByIdPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockDocument"];
                };
            };
        };
    };
    postStockDocumentsByIdReverse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockDocument"];
                };
            };
        };
    };
    getStockHolds: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                state?: "open" | "approved" | "rejected" | "ended";
                storeId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockHold"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getStockHoldsById: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        hold: components["schemas"]["StockHold"];
                        items: {
                            channel: number | null;
                            hub: number | null;
                            listingId: string;
                            sku: string | null;
                            title: string;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postStockHoldsByIdApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockHold"];
                };
            };
        };
    };
    postStockHoldsByIdReject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockHold"];
                };
            };
        };
    };
    getStores: {
        parameters: {
            query?: {
                /** @description true: those that fail, wholly or in part, or need a person */
                attention?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                kind?: "commerce" | "logistics" | "marketing";
                /** @description rows per page, default 50 */
                limit?: number;
                provider?: string;
                /** @description part of name, code or address */
                q?: string;
                state?: "draft" | "active" | "paused" | "inactive" | "needs_reauth" | "error" | "deleted";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Store"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postStores: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    /**
                     * @description only reserve the connection while its form is open
                     * @default false
                     */
                    draft?: boolean;
                    draftId?: string;
                    name?: string;
                    provider: string;
                    /** @description the dashboard's page a consent leads back to, :id standing for the connection; default the store's */
                    returnTo?: string;
                    /** @default {} */
                    syncOptions?: {
                        /**
                         * @description how far back to import orders; they tell nobody, finished ones move no stock, open ones hold theirs
                         * @default null
                         */
                        importOrdersDays?: (number | "all") | null;
                        /** @default false */
                        importProducts?: boolean;
                        /**
                         * @description you make a plan and look at it: nothing is linked by itself before it is applied
                         * @default false
                         */
                        review?: boolean;
                        /**
                         * @description all products and categories of yours that the store may have and lacks are created there
                         * @default false
                         */
                        sendAll?: boolean;
                        /**
                         * @description whose stock is right at the start
                         * @default none
                         * @enum {string}
                         */
                        stockFrom?: "channel" | "hub" | "none";
                        /**
                         * @description of an account whose store was deleted here, which comes back with its orders: whether its links, switches, rules and overrides hold again
                         * @default true
                         */
                        takeOver?: boolean;
                    };
                    /** @default {} */
                    values?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        callbackUrl?: string;
                        connectionId: string;
                        expiresAt?: string;
                        /**
                         * @description choose: what was granted covers several accounts; see this connection's accounts
                         * @enum {string}
                         */
                        step: "done" | "redirect" | "wait" | "draft" | "choose";
                        store?: components["schemas"]["Store"];
                        /** @description what the seller does next */
                        text?: string;
                        /** @description where the seller's browser goes next */
                        url?: string;
                        /** @description shown in this answer only */
                        webhookSecret?: string;
                        webhookUrls?: {
                            [key: string]: string | null;
                        };
                    };
                };
            };
        };
    };
    getStoresById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    deleteStoresById: {
        parameters: {
            query?: {
                /** @description what becomes of orders not shipped yet: finished here, the channel being told nothing, or cancelled, their units free */
                openOrders?: "finish" | "cancel";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description the platform did not answer and is asked again every hour for 7 days */
                        isRetried: boolean;
                        /** @description what the platform still has */
                        leftOnPlatform: ("webhooks" | "access")[];
                        /** @description orders this was about */
                        openOrders: number;
                    };
                };
            };
        };
    };
    patchStoresById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code?: string;
                    name?: string;
                    orderPrefix?: string;
                    /** @description orders, inventory, listings, publish, webhooks, prices, policy; only what changes */
                    settings?: {
                        [key: string]: unknown;
                    };
                    /** Format: date-time */
                    stockCutoverAt?: string;
                    storeUrl?: string | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getStoresByIdAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accounts: {
                            /** @description the connection it has already */
                            connection: {
                                id: string;
                                name: string;
                                state: string;
                            } | null;
                            /** @description ISO 3166, where the platform tells it */
                            country: string | null;
                            /** @description the account at the platform */
                            externalId: string;
                            name: string;
                        }[];
                        /** @description when the draft and its consent end */
                        expiresAt: string | null;
                    };
                };
            };
        };
    };
    postStoresByIdAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    accounts: string[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connections: components["schemas"]["Store"][];
                    };
                };
            };
        };
    };
    postStoresByIdActivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    patchStoresByIdActivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getStoresByIdAllocation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description units kept back
                         * @default 0
                         */
                        buffer: number;
                        /**
                         * @description never show more
                         * @default null
                         */
                        cap: number | null;
                        /**
                         * @description null: every location of your own
                         * @default null
                         */
                        locationIds: string[] | null;
                        /**
                         * @description share of what is available
                         * @default null
                         */
                        percent: number | null;
                        /**
                         * @description below this many, show none
                         * @default 0
                         */
                        zeroBelow: number;
                    };
                };
            };
        };
    };
    putStoresByIdAllocation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description units kept back
                     * @default 0
                     */
                    buffer?: number;
                    /**
                     * @description never show more
                     * @default null
                     */
                    cap?: number | null;
                    /**
                     * @description null: every location of your own
                     * @default null
                     */
                    locationIds?: string[] | null;
                    /**
                     * @description share of what is available
                     * @default null
                     */
                    percent?: number | null;
                    /**
                     * @description below this many, show none
                     * @default 0
                     */
                    zeroBelow?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description units kept back
                         * @default 0
                         */
                        buffer: number;
                        /**
                         * @description never show more
                         * @default null
                         */
                        cap: number | null;
                        /**
                         * @description null: every location of your own
                         * @default null
                         */
                        locationIds: string[] | null;
                        /**
                         * @description share of what is available
                         * @default null
                         */
                        percent: number | null;
                        /**
                         * @description below this many, show none
                         * @default 0
                         */
                        zeroBelow: number;
                    };
                };
            };
        };
    };
    postStoresByIdAllocationPreview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description units kept back
                     * @default 0
                     */
                    buffer?: number;
                    /**
                     * @description never show more
                     * @default null
                     */
                    cap?: number | null;
                    /**
                     * @description null: every location of your own
                     * @default null
                     */
                    locationIds?: string[] | null;
                    /**
                     * @description share of what is available
                     * @default null
                     */
                    percent?: number | null;
                    /**
                     * @description below this many, show none
                     * @default 0
                     */
                    zeroBelow?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: number;
                        checked: number;
                        /** @description false: a larger store is judged by its first items */
                        complete: boolean;
                        /** @description of the changed: those that would show none */
                        emptied: number;
                        samples: {
                            after: number;
                            before: number;
                            listingId: string;
                            sku: string | null;
                            title: string;
                        }[];
                        unitsAfter: number;
                        unitsBefore: number;
                    };
                };
            };
        };
    };
    postStoresByIdDeactivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    patchStoresByIdDeactivate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getStoresByIdDrift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            count: number;
                            firstAt: string;
                            lastAt: string;
                            path: string;
                            problem: string;
                            sample: unknown;
                        }[];
                    };
                };
            };
        };
    };
    getStoresByIdFileKinds: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        imports: {
                            /** @description where the seller finds or uploads it */
                            help: string;
                            kind: string;
                            label: string;
                        }[];
                        stock: {
                            /** @description where the seller finds or uploads it */
                            help: string;
                            label: string;
                        } | null;
                    };
                };
            };
        };
    };
    getStoresByIdFiles: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ChannelFile"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postStoresByIdFiles: {
        parameters: {
            query?: {
                /** @description read it although the same bytes were read before */
                again?: "true" | "false";
                /** @description which report it is; else told from its header */
                kind?: string;
                /** @description of the file, for people */
                name?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connectionId: string;
                        createdAt: string;
                        id: string;
                        /** @description the same bytes were read before; nothing was done */
                        isKnown: boolean;
                        kind: string;
                        name: string;
                        requestedBy: string;
                        run: {
                            /** @description rows, orders, products, fees, errors, warnings */
                            counts: {
                                [key: string]: number;
                            };
                            error: string | null;
                            runId: string;
                            /** @enum {string} */
                            state: "queued" | "running" | "done" | "failed" | "cancelled";
                        } | null;
                    };
                };
            };
        };
    };
    getStoresByIdFilesByFileId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                fileId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelFile"];
                };
            };
        };
    };
    getStoresByIdFilesByFileIdIssues: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
            };
            header?: never;
            path: {
                fileId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            code: string;
                            column: string | null;
                            message: string;
                            number: number;
                            row: number;
                            /** @enum {string} */
                            severity: "error" | "warning";
                            sheet: string;
                            value: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getStoresByIdHealth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreHealth"];
                };
            };
        };
    };
    postStoresByIdInboundOrders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: ({
                        [key: string]: unknown;
                    } | {
                        billingAddress?: {
                            city?: string | "" | null;
                            company?: string | "" | null;
                            country?: string | "" | null;
                            line1?: string | "" | null;
                            line2?: string | "" | null;
                            name?: string | "" | null;
                            phone?: string | "" | null;
                            postcode?: string | "" | null;
                            region?: string | "" | null;
                        } | null;
                        /** @description default the connection's */
                        currency?: string | "" | null;
                        customer?: {
                            email?: string | "" | null;
                            externalId?: (string | number) | "" | null;
                            name?: string | "" | null;
                            phone?: string | "" | null;
                        } | null;
                        discount?: (string | number) | "" | null;
                        /** @description the shop's id of the order, never reused */
                        externalId: string | number;
                        fees?: (string | number) | "" | null;
                        /**
                         * @default pending
                         * @enum {string}
                         */
                        financial?: "pending" | "authorized" | "paid" | "partially_paid" | "partially_refunded" | "refunded" | "voided" | "cod_pending";
                        /** @description default worked out from the lines */
                        fulfilment?: ("unfulfilled" | "partial" | "fulfilled" | "in_transit" | "delivered" | "returned") | "" | null;
                        fulfilments?: {
                            carrier?: string | "" | null;
                            externalId: string | number;
                            lines?: {
                                lineId: string | number;
                                quantity: number;
                            }[];
                            shippedAt?: string | "" | null;
                            /**
                             * @default fulfilled
                             * @enum {string}
                             */
                            status?: "unfulfilled" | "partial" | "fulfilled" | "in_transit" | "delivered" | "returned";
                            /** @default [] */
                            trackingNumbers?: string[];
                            trackingUrl?: string | "" | null;
                        }[];
                        lines: {
                            discount?: (string | number) | "" | null;
                            /** @description the shop's id of the line; default its place in the list */
                            externalId?: (string | number) | "" | null;
                            fulfilledQuantity?: number | "" | null;
                            location?: (string | number) | "" | null;
                            /** @description units first ordered; default quantity */
                            orderedQuantity?: number | "" | null;
                            productId?: (string | number) | "" | null;
                            /** @description units still wanted or already shipped */
                            quantity: number;
                            restockedQuantity?: number | "" | null;
                            sku?: string | "" | null;
                            /** @description units the shop has by now subtracted from the number it shows */
                            stockTaken?: number | "" | null;
                            tax?: (string | number) | "" | null;
                            title: string;
                            /** @description of the ordered quantity, after discounts */
                            total?: (string | number) | "" | null;
                            /** @description before discounts */
                            unitPrice: string | number;
                            /** @description externalId of the variant sold */
                            variantId?: (string | number) | "" | null;
                        }[];
                        note?: string | "" | null;
                        /** @description what people quote; default externalId */
                        number?: (string | number) | "" | null;
                        payment?: {
                            gateway?: string | "" | null;
                            /**
                             * @default unknown
                             * @enum {string}
                             */
                            kind?: "prepaid" | "cod" | "unknown";
                        };
                        placedAt: string;
                        /** @description the shop's own word */
                        platformStatus?: string | "" | null;
                        refunds?: {
                            amount: string | number;
                            at: string;
                            externalId: string | number;
                            lines?: {
                                lineId: string | number;
                                quantity: number;
                                /** @default null */
                                restocked?: boolean | null;
                            }[];
                            reason?: string | "" | null;
                        }[];
                        shipping?: (string | number) | "" | null;
                        shippingAddress?: {
                            city?: string | "" | null;
                            company?: string | "" | null;
                            country?: string | "" | null;
                            line1?: string | "" | null;
                            line2?: string | "" | null;
                            name?: string | "" | null;
                            phone?: string | "" | null;
                            postcode?: string | "" | null;
                            region?: string | "" | null;
                        } | null;
                        /** @enum {string} */
                        status: "pending" | "confirmed" | "processing" | "completed" | "cancelled" | "on_hold";
                        /** @description of the goods before discounts; default the sum of the lines */
                        subtotal?: (string | number) | "" | null;
                        /** @default [] */
                        tags?: string[];
                        tax?: (string | number) | "" | null;
                        /**
                         * @description true when line prices contain the tax
                         * @default false
                         */
                        taxIncluded?: boolean;
                        total: string | number;
                        /** @description orders states of one order; without it the newest to arrive counts */
                        updatedAt?: string | "" | null;
                        /** @description a number that grows with every change, instead of updatedAt */
                        version?: number | "" | null;
                    } | {
                        /** @enum {boolean} */
                        deleted: true;
                        externalId: string;
                    })[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accepted: number;
                        duplicates: number;
                        rejected: number;
                        results: {
                            externalId: string | null;
                            index: number;
                            /** @enum {string} */
                            outcome: "accepted" | "duplicate" | "rejected";
                            /** @description what is wrong, field by field; the item is not stored then */
                            problems: string[];
                        }[];
                    };
                };
            };
        };
    };
    postStoresByIdInboundProducts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: ({
                        [key: string]: unknown;
                    } | {
                        brand?: string | "" | null;
                        categoryIds?: (string | number)[];
                        descriptionHtml?: string | null;
                        externalId: string | number;
                        images?: (string | {
                            alt?: string | "" | null;
                            externalId?: (string | number) | "" | null;
                            url: string;
                        })[];
                        /**
                         * @default active
                         * @enum {string}
                         */
                        status?: "active" | "draft" | "archived";
                        title: string;
                        updatedAt?: string | "" | null;
                        url?: string | "" | null;
                        variants: {
                            barcode?: string | "" | null;
                            compareAtPrice?: (string | number) | "" | null;
                            cost?: (string | number) | "" | null;
                            currency?: string | "" | null;
                            /** @description the shop's id of the item; default its SKU */
                            externalId?: (string | number) | "" | null;
                            /** @description instead of stock, where the shop counts by location */
                            levels?: {
                                available: number;
                                location?: (string | number) | "" | null;
                            }[];
                            /** @default {} */
                            options?: {
                                [key: string]: string;
                            };
                            price?: (string | number) | "" | null;
                            sku?: string | "" | null;
                            /** @description units the shop shows; leave out what is not counted */
                            stock?: number | "" | null;
                            title?: string | "" | null;
                            weightGrams?: number | "" | null;
                        }[];
                        version?: number | "" | null;
                    } | {
                        /** @enum {boolean} */
                        deleted: true;
                        externalId: string;
                    })[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accepted: number;
                        duplicates: number;
                        rejected: number;
                        results: {
                            externalId: string | null;
                            index: number;
                            /** @enum {string} */
                            outcome: "accepted" | "duplicate" | "rejected";
                            /** @description what is wrong, field by field; the item is not stored then */
                            problems: string[];
                        }[];
                    };
                };
            };
        };
    };
    postStoresByIdInboundStock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    items: {
                        available: number;
                        location?: (string | number) | "" | null;
                        /** @description names the item where there is no variantId */
                        sku?: string | "" | null;
                        updatedAt?: string | "" | null;
                        /** @description externalId of the variant */
                        variantId?: (string | number) | "" | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accepted: number;
                        duplicates: number;
                        rejected: number;
                        results: {
                            externalId: string | null;
                            index: number;
                            /** @enum {string} */
                            outcome: "accepted" | "duplicate" | "rejected";
                            /** @description what is wrong, field by field; the item is not stored then */
                            problems: string[];
                        }[];
                    };
                };
            };
        };
    };
    getStoresByIdLocations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            active: boolean;
                            key: string;
                            locationId: string | null;
                            name: string;
                        }[];
                    };
                };
            };
        };
    };
    putStoresByIdLocations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    key: string;
                    locationId: string | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            active: boolean;
                            key: string;
                            locationId: string | null;
                            name: string;
                        }[];
                    };
                };
            };
        };
    };
    getStoresByIdMappings: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                gone?: "true" | "false";
                /** @description rows per page, default 50 */
                limit?: number;
                q?: string;
                state?: "unmapped" | "suggested" | "mapped" | "ignored";
                variantId?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        counts: {
                            [key: string]: unknown;
                        };
                        items: components["schemas"]["Mapping"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postStoresByIdMappings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    listingId: string;
                    priceSync?: boolean;
                    stockSync?: boolean;
                    variantId: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"];
                };
            };
        };
    };
    postStoresByIdMappingsBulk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "map";
                    pairs: {
                        listingId: string;
                        variantId: string;
                    }[];
                } | {
                    /** @enum {string} */
                    action: "confirm" | "reject";
                    /** @description absent: all suggestions within the confidence; again while the answer says more */
                    listingIds?: string[];
                    maxConfidence?: number;
                    minConfidence?: number;
                } | {
                    /** @enum {string} */
                    action: "allocation";
                    /**
                     * @description null: the store's
                     * @default null
                     */
                    buffer?: number | null;
                    /**
                     * @description null: the store's
                     * @default null
                     */
                    cap?: number | null;
                    listingIds: string[];
                    /** @default null */
                    percent?: number | null;
                    /**
                     * @description null: the store's
                     * @default null
                     */
                    zeroBelow?: number | null;
                } | {
                    /** @enum {string} */
                    action: "price";
                    prices: {
                        compareAtMinor?: number | null;
                        currency?: string;
                        listingId: string;
                        priceMinor: number;
                    }[];
                } | {
                    /** @enum {string} */
                    action: "unmap" | "ignore" | "clear_price" | "clear_allocation";
                    listingIds: string[];
                } | {
                    /** @enum {string} */
                    action: "switch";
                    active?: boolean;
                    contentSync?: boolean;
                    listingIds: string[];
                    priceSync?: boolean;
                    stockSync?: boolean;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed?: number;
                        more?: boolean;
                        results?: {
                            error?: string;
                            id: string;
                            ok: boolean;
                            warning?: string;
                        }[];
                    };
                };
            };
        };
    };
    postStoresByIdMappingsCreateProducts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    productListingIds: string[];
                    /**
                     * @description channel: its units are the opening stock; none: stock sync stays off
                     * @default channel
                     * @enum {string}
                     */
                    stockFrom?: "channel" | "none";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: {
                            error?: string;
                            id: string;
                            ok: boolean;
                        }[];
                    };
                };
            };
        };
    };
    postStoresByIdMappingsSuggest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description next of the call before */
                    after?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checked: number;
                        linked: number;
                        next: string | null;
                        suggested: number;
                    };
                };
            };
        };
    };
    getStoresByIdMappingsSuggestions: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                maxConfidence?: number;
                method?: "sku" | "barcode" | "title";
                minConfidence?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Suggestion"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getStoresByIdMetrics: {
        parameters: {
            query?: {
                /** @description 24h: hour by hour; 30d: day by day */
                range?: "24h" | "30d";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreMetrics"];
                };
            };
        };
    };
    getStoresByIdMetricsExport: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description 24h: hour by hour; 30d: day by day */
                range?: "24h" | "30d";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description These figures as a file: CSV or JSON lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getStoresByIdOpenOrders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        orders: number;
                        units: number;
                    };
                };
            };
        };
    };
    postStoresByIdPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    patchStoresByIdPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getStoresByIdPlan: {
        parameters: {
            query?: {
                action?: "link" | "create_here" | "create_there" | "update_here" | "update_there" | "conflict" | "ignore";
                /** @description nextCursor of the page before */
                cursor?: string;
                entity?: "product" | "variant" | "category";
                /** @description the field that differs: stock, price, title, ...; asked for as "": items about no field */
                field?: string;
                ignored?: "true" | "false";
                /** @description rows per page, default 50 */
                limit?: number;
                runId?: string;
                /** @description sent: on its way to the channel; skipped: changed since it was planned */
                state?: "planned" | "sent" | "done" | "failed" | "skipped";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        chosen: number;
                        counts: {
                            /** @enum {string} */
                            action: "link" | "create_here" | "create_there" | "update_here" | "update_there" | "conflict" | "ignore";
                            chosen: number;
                            done: number;
                            /** @enum {string} */
                            entity: "product" | "variant" | "category";
                            failed: number;
                            field: string | null;
                            ignored: number;
                            passedOver: number;
                            planned: number;
                            samples: {
                                after: unknown;
                                before: unknown;
                                confidence: number | null;
                                id: string;
                                title: string;
                            }[];
                            /** @description on their way to the channel */
                            sent: number;
                            skipped: number;
                        }[];
                        items: components["schemas"]["PlanItem"][];
                        nextCursor: string | null;
                        /** @description what stands in none of the items: what the channel does not take, what creating there does */
                        notes: {
                            said: {
                                code?: string;
                                gaps?: {
                                    [key: string]: string | number;
                                };
                                text?: string;
                            }[] | null;
                            text: string;
                        }[];
                        open: number;
                        run: components["schemas"]["Run"];
                    };
                };
            };
        };
    };
    postStoresByIdPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description all products and categories of yours that the store may have and lacks are chosen to be created there
                     * @default false
                     */
                    sendAll?: boolean;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    patchStoresByIdPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action?: "link" | "create_here" | "create_there" | "update_here" | "update_there" | "conflict" | "ignore";
                    chosen?: boolean;
                    /** @enum {string} */
                    entity?: "product" | "variant" | "category";
                    /** @description the field that differs: stock, price, title, ...; asked for as "": items about no field */
                    field?: string;
                    ids?: string[];
                    /** @description true: leave them out of this and every later plan */
                    ignored?: boolean;
                    runId?: string;
                    /** @description the SKU one item that shares its own is created under; name it by ids */
                    sku?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: number;
                    };
                };
            };
        };
    };
    postStoresByIdPlanApply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    runId?: string;
                    /**
                     * @description whose stock is right; needed where the channel has stock. The side named here is never written to
                     * @enum {string}
                     */
                    stockFrom?: "channel" | "hub" | "none";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    getStoresByIdPriceRules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PriceRule"][];
                    };
                };
            };
        };
    };
    postStoresByIdPriceRules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default price
                     * @enum {string}
                     */
                    base?: "price" | "cost" | "compare_at";
                    /**
                     * @description only products of this brand
                     * @default null
                     */
                    brand?: string | null;
                    /**
                     * @description only products of this category and of those below it
                     * @default null
                     */
                    categoryId?: string | null;
                    /**
                     * @description rule: the compare-at price through the same steps; price: the plain price; none
                     * @default rule
                     * @enum {string}
                     */
                    compareAt?: "rule" | "price" | "none";
                    /**
                     * @default nearest
                     * @enum {string}
                     */
                    direction?: "up" | "down" | "nearest";
                    endingMinor?: number;
                    /** @description added after that, minor units of the store's currency; below zero taken off */
                    fixedMinor?: number;
                    /** @default null */
                    floorPercent?: string | null;
                    /**
                     * @description added to it; below zero taken off
                     * @default 0
                     */
                    markupPercent?: string;
                    name: string;
                    /**
                     * @description the lowest comes first; the first that fits decides
                     * @default 0
                     */
                    priority?: number;
                    /** @description prices are endingMinor more than a multiple of it: 100 and 99 end in .99 */
                    stepMinor?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceRule"];
                };
            };
        };
    };
    postStoresByIdPriceRulesPreview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default price
                     * @enum {string}
                     */
                    base?: "price" | "cost" | "compare_at";
                    /**
                     * @description only products of this brand
                     * @default null
                     */
                    brand?: string | null;
                    /**
                     * @description only products of this category and of those below it
                     * @default null
                     */
                    categoryId?: string | null;
                    /**
                     * @description rule: the compare-at price through the same steps; price: the plain price; none
                     * @default rule
                     * @enum {string}
                     */
                    compareAt?: "rule" | "price" | "none";
                    /**
                     * @default nearest
                     * @enum {string}
                     */
                    direction?: "up" | "down" | "nearest";
                    endingMinor?: number;
                    /** @description added after that, minor units of the store's currency; below zero taken off */
                    fixedMinor?: number;
                    /** @default null */
                    floorPercent?: string | null;
                    /**
                     * @description the rule it would replace; null: a new one
                     * @default null
                     */
                    id?: string | null;
                    /**
                     * @description added to it; below zero taken off
                     * @default 0
                     */
                    markupPercent?: string;
                    /** @default Preview */
                    name?: string;
                    /**
                     * @description the lowest comes first; the first that fits decides
                     * @default 0
                     */
                    priority?: number;
                    /** @description prices are endingMinor more than a multiple of it: 100 and 99 end in .99 */
                    stepMinor?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: number;
                        checked: number;
                        /** @description false: a larger store is judged by its first items */
                        complete: boolean;
                        /** @description of the checked: those that would have no price to send */
                        held: number;
                        /** @description why the first of them */
                        heldWhy: {
                            code: string;
                            gaps: {
                                [key: string]: string | number;
                            };
                            text: string;
                        } | null;
                        samples: {
                            afterMinor: (number | string) | null;
                            beforeMinor: (number | string) | null;
                            currency: string;
                            listingId: string;
                            problem: {
                                code: string;
                                gaps: {
                                    [key: string]: string | number;
                                };
                                text: string;
                            } | null;
                            sku: string | null;
                            title: string;
                        }[];
                        /** @description of the checked: whose price is sent to the store at all */
                        sent: number;
                    };
                };
            };
        };
    };
    postStoresByIdRefreshCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    postStoresByIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    patchStoresByIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    postStoresByIdRetryFailedSync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description how much of each: stock, prices, products, records, commands, deliveries */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: number;
                    };
                };
            };
        };
    };
    putStoresByIdSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    values: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getStoresByIdStockFiles: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockFile"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    postStoresByIdStockFiles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockFile"];
                };
            };
        };
    };
    postStoresByIdStockFilesByFileIdConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                fileId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockFile"];
                };
            };
        };
    };
    getStoresByIdStockFilesByFileIdContent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                fileId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A stock file as the platform wants it, to be uploaded there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getStoresByIdSyncLogs: {
        parameters: {
            query?: {
                action?: string;
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                from?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                q?: string;
                status?: "pending" | "in_progress" | "success" | "failed";
                to?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Every attempt between hub and channel, newest first, in a seller's words */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @enum {string} */
                            action: "receive_order" | "receive_product" | "receive_stock" | "receive_event" | "receive_notifications" | "push_order" | "push_fulfilment" | "update_order_status" | "update_inventory" | "update_price" | "sync_products" | "sync_orders" | "sync_inventory" | "sync_fees" | "check_webhooks" | "connection_inbox" | "connection_outbound" | "connection_sweep" | "connection_webhook";
                            at: string;
                            attempt: number;
                            connectionId: string;
                            details: unknown;
                            durationMs: number | null;
                            errorKind: string | null;
                            id: string;
                            ref: string | null;
                            status: string;
                            text: string;
                            traceId: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getStoresByIdSyncStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["Run"][];
                        state: string;
                        sweeps: components["schemas"]["StoreSweep"][];
                        sync: string;
                    };
                };
            };
        };
    };
    postStoresByIdSyncCategories: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    postStoresByIdSyncInventory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    postStoresByIdSyncOrders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    postStoresByIdSyncProducts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    postStoresByIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    postStoresByIdTestConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    getStoresByIdWebhookEvents: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                kind?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                ref?: string;
                status?: "pending" | "processed" | "ignored" | "failed";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the channel told us, newest first, and what became of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            attempts: number;
                            bytes: number;
                            connectionId: string;
                            error: string | null;
                            id: string;
                            kind: string;
                            processedAt: string | null;
                            receivedAt: string;
                            ref: string;
                            /** @enum {string} */
                            source: "webhook" | "poll";
                            /** @enum {string} */
                            status: "pending" | "processed" | "ignored" | "failed";
                            topic: string;
                            traceId: string | null;
                        }[];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getStoresByIdWebhookEventsByEventId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        body: string;
                        bytes: number;
                        connectionId: string;
                        error: string | null;
                        id: string;
                        kind: string;
                        processedAt: string | null;
                        receivedAt: string;
                        ref: string;
                        /** @enum {string} */
                        source: "webhook" | "poll";
                        /** @enum {string} */
                        status: "pending" | "processed" | "ignored" | "failed";
                        topic: string;
                        traceId: string | null;
                    };
                };
            };
        };
    };
    postStoresByIdWebhookEventsByEventIdReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                eventId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        attempts: number;
                        bytes: number;
                        connectionId: string;
                        error: string | null;
                        id: string;
                        kind: string;
                        processedAt: string | null;
                        receivedAt: string;
                        ref: string;
                        /** @enum {string} */
                        source: "webhook" | "poll";
                        /** @enum {string} */
                        status: "pending" | "processed" | "ignored" | "failed";
                        topic: string;
                        traceId: string | null;
                    };
                };
            };
        };
    };
    postStoresByIdWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        webhookSecret: string;
                    };
                };
            };
        };
    };
    getVariants: {
        parameters: {
            query?: {
                barcode?: string;
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description rows per page, default 50 */
                limit?: number;
                productId?: string;
                q?: string;
                /** @description exact, any case */
                sku?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Variant"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getVariantsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variant"];
                };
            };
        };
    };
    deleteVariantsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchVariantsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    attributes?: {
                        [key: string]: unknown;
                    };
                    barcode?: string | null;
                    /** @description minor units of the currency */
                    compareAtMinor?: number | null;
                    /** @description minor units of the currency */
                    costMinor?: number | null;
                    currency?: string;
                    /** @description millimetres */
                    dimensions?: {
                        height: number;
                        length: number;
                        width: number;
                    } | null;
                    options?: {
                        name: string;
                        value: string;
                    }[];
                    /** @description minor units of the currency */
                    priceMinor?: number | null;
                    sku?: string;
                    title?: string;
                    weightGrams?: number | null;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variant"];
                };
            };
        };
    };
    getVariantsByIdComponents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BundleComponent"][];
                    };
                };
            };
        };
    };
    putVariantsByIdComponents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    components: {
                        quantity: number;
                        variantId: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BundleComponent"][];
                    };
                };
            };
        };
    };
    postVariantsBulk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    changes: {
                        id: string;
                        patch: {
                            attributes?: {
                                [key: string]: unknown;
                            };
                            barcode?: string | null;
                            /** @description minor units of the currency */
                            compareAtMinor?: number | null;
                            /** @description minor units of the currency */
                            costMinor?: number | null;
                            currency?: string;
                            /** @description millimetres */
                            dimensions?: {
                                height: number;
                                length: number;
                                width: number;
                            } | null;
                            options?: {
                                name: string;
                                value: string;
                            }[];
                            /** @description minor units of the currency */
                            priceMinor?: number | null;
                            sku?: string;
                            title?: string;
                            weightGrams?: number | null;
                        };
                    }[];
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        failed: number;
                        results: {
                            error?: {
                                code: string;
                                field?: string;
                                message: string;
                                said?: {
                                    code: string;
                                    gaps: {
                                        [key: string]: string | number;
                                    };
                                    text: string;
                                };
                            };
                            id?: string;
                            index: number;
                            ok: boolean;
                            variantIds?: string[];
                        }[];
                        succeeded: number;
                    };
                };
            };
        };
    };
    getViews: {
        parameters: {
            query?: {
                subject?: "orders" | "products" | "customers" | "levels" | "returns" | "conflicts" | "runs" | "audit" | "documents" | "movements" | "stores";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SavedView"][];
                    };
                };
            };
        };
    };
    postViews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description columns shown, in order; empty: the list's own
                     * @default []
                     */
                    columns?: string[];
                    /** @description the list's query, name by name */
                    filter: {
                        [key: string]: string | string[];
                    };
                    /**
                     * @description everybody's; owners and admins only
                     * @default false
                     */
                    isShared?: boolean;
                    name: string;
                    /** @default 0 */
                    position?: number;
                    /** @enum {string} */
                    subject: "orders" | "products" | "customers" | "levels" | "returns" | "conflicts" | "runs" | "audit" | "documents" | "movements" | "stores";
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
        };
    };
    getViewsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
        };
    };
    deleteViewsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchViewsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description columns shown, in order; empty: the list's own */
                    columns?: string[];
                    /** @description the list's query, name by name */
                    filter?: {
                        [key: string]: string | string[];
                    };
                    /** @description everybody's; owners and admins only */
                    isShared?: boolean;
                    name?: string;
                    position?: number;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
        };
    };
    getWebhookEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookEndpoint"][];
                    };
                };
            };
        };
    };
    postWebhookEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default  */
                    description?: string;
                    eventTypes: ("order.created" | "order.updated" | "product.created" | "product.updated" | "product.deleted" | "stock.changed" | "customer.updated" | "customer.merged" | "customer.erased" | "alert.raised" | "alert.resolved" | "run.finished" | "store.failing" | "store.recovered" | "store.needs_reauth" | "stock_hold.opened" | "conflict.opened")[];
                    url: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointSecret"];
                };
            };
        };
    };
    getWebhookEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    deleteWebhookEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patchWebhookEndpointsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string;
                    enabled?: boolean;
                    eventTypes?: ("order.created" | "order.updated" | "product.created" | "product.updated" | "product.deleted" | "stock.changed" | "customer.updated" | "customer.merged" | "customer.erased" | "alert.raised" | "alert.resolved" | "run.finished" | "store.failing" | "store.recovered" | "store.needs_reauth" | "stock_hold.opened" | "conflict.opened")[];
                    url?: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    getWebhookEndpointsByIdDeliveries: {
        parameters: {
            query?: {
                /** @description CSV begins with a byte order mark, by which Excel knows UTF-8 */
                bom?: "true" | "false";
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description csv (default), or jsonl: one JSON object a line */
                format?: "csv" | "jsonl";
                /** @description rows per page, default 50 */
                limit?: number;
                state?: "waiting" | "delivered" | "failed";
                type?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What was or will be sent to an endpoint, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                        nextCursor: string | null;
                    };
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
        };
    };
    getWebhookEndpointsByIdDeliveriesByDeliveryId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryDetail"];
                };
            };
        };
    };
    postWebhookEndpointsByIdDeliveriesByDeliveryIdRedeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deliveryId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookRedelivery"];
                };
            };
        };
    };
    postWebhookEndpointsByIdRedeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    failedSince: string;
                };
            };
        };
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookRedelivery"];
                };
            };
        };
    };
    postWebhookEndpointsByIdRotateSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointSecret"];
                };
            };
        };
    };
    postWebhookEndpointsByIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
    getWebhookEndpointsEventTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookEventType"][];
                    };
                };
            };
        };
    };
    postWebhooksRegisterByConnectionId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connectionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    getWebhooksSubscriptions: {
        parameters: {
            query?: {
                connectionId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Refused */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            checkedAt: string;
                            connectionId: string;
                            key: string;
                            provider: string;
                            /** @enum {string} */
                            state: "active" | "paused" | "disabled";
                            storeName: string;
                            topic: string;
                            url?: string;
                        }[];
                    };
                };
            };
        };
    };
}
