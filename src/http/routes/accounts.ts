import { z } from "zod";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { mailerOf } from "../../hub/accounts/mail.ts";
import { becomeOperator } from "../../hub/accounts/operator.ts";
import {
  createOrganization,
  deleteOrganization,
  getOrganization,
  organizationSchema,
  organizationsOf,
  packingPhotos,
  sandboxSales,
  switchOrganization,
  toShipUntil,
  updateOrganization,
} from "../../hub/accounts/organizations.ts";
import { actions, roles } from "../../hub/accounts/permissions.ts";
import { outboundPause } from "../../hub/admin/outbound-pause.ts";
import { recordAudit } from "../../hub/audit/audit.ts";
import { HubError } from "../../hub/errors.ts";
import { ensureDefaultLocation } from "../../hub/inventory/locations.ts";
import { signUpMode } from "../deps.ts";
import { type Route, routes } from "../route.ts";
import { id, list, record, SETTINGS_LIMIT, text } from "../schemas.ts";

const route = routes({ tag: "account", reads: "signed_in", changes: "signed_in" });

const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, fieldMessage("field.slug"));
const LANGUAGE = /^[a-z]{2}(-[A-Z]{2})?$/;
const LANGUAGE_NAMES = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/** "en" or "ar-EG", of a language there is. */
const isLanguage = (text: string): boolean => LANGUAGE.test(text) && LANGUAGE_NAMES.of(text.slice(0, 2)) !== undefined;

const newOrganization = z.strictObject({
  name: text(120),
  slug,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
    .default("USD"),
  zone: text(60).default("UTC").describe("IANA time zone"),
  language: z.string().refine(isLanguage, fieldMessage("field.language")).default("en"),
});
const role = z.enum(roles);
const mine = z.object({ id, name: z.string(), slug: z.string(), role, currency: z.string(), zone: z.string() });
const me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), isOperator: z.boolean() }).nullable(),
  apiKey: z.object({ id, name: z.string() }).nullable(),
  organization: organizationSchema.nullable(),
  role: role.nullable(),
  actions: z.array(z.enum(actions)),
  organizations: z.array(mine),
});

/** Who is asking, and the organizations they work in. */
export const accountRoutes: readonly Route[] = [
  route.get("/sign-up", {
    permission: "public",
    summary: "Who may sign up on this hub",
    response: z.object({
      mode: z
        .enum(["open", "proved", "invited", "off"])
        .describe("`proved`: anybody who opens the link that `POST /api/auth/sign-up/proof` mails to their address"),
      sendsMail: z.boolean().describe("false: no mail server is set up, so a forgotten password cannot be reset"),
      provider: z
        .object({ name: z.string() })
        .nullable()
        .describe("where people may sign in beside: `POST /api/auth/sign-in/social` with `oidc` leads there"),
    }),
    handler: async ({ deps }) => ({
      mode: signUpMode(deps),
      sendsMail: mailerOf(deps) !== undefined,
      provider: deps.config.oidc ? { name: deps.config.oidc.name } : null,
    }),
  }),
  route.get("/me", {
    summary: "The signed-in person, their organizations and what they may do in the current one",
    response: me,
    handler: async ({ request, person, deps: { db } }) => {
      const { access } = request;
      return {
        user: { id: person.userId, name: person.name, email: person.email, isOperator: person.isOperator },
        apiKey: null,
        organization: access ? await getOrganization(db.auth, access.organization) : null,
        role: access?.role ?? null,
        actions: access?.actions ?? [],
        organizations: await organizationsOf(db.auth, person.userId),
      };
    },
  }),
  route.post("/operator", {
    summary: "Become operator of this hub with the token of the setup link it printed",
    body: z.strictObject({ token: z.string().min(20).max(200) }),
    audited: false,
    handler: async ({ request, person, body: { token }, now, deps }) => {
      const actor = { kind: "user" as const, id: person.userId, name: person.email };
      const { operatorEmails: emails } = deps.config;
      await becomeOperator(deps.db, { actor, requestId: request.id, now }, { email: person.email, token, emails });
    },
  }),
  route.get("/organization", {
    permission: "view",
    summary: "The organization this session or key works in, with what the caller may do",
    response: organizationSchema.extend({
      role,
      actions: z.array(z.enum(actions)),
      heldBackBy: z
        .enum(["hub", "organization"])
        .nullable()
        .describe("whether the operator holds back what goes to platforms, for the whole hub or this organization"),
    }),
    handler: async ({ access, tenant, deps: { db } }) => ({
      ...(await getOrganization(db.auth, access.organization)),
      heldBackBy: await tenant(outboundPause),
      role: access.role,
      actions: access.actions,
    }),
  }),
  route.get("/organizations", {
    summary: "Organizations the signed-in person is a member of",
    response: list(mine),
    handler: async ({ person, deps: { db } }) => ({ items: await organizationsOf(db.auth, person.userId) }),
  }),
  route.post("/organizations/:id/activate", {
    summary: "Work in this organization from now on",
    audited: false,
    handler: ({ params, person, deps: { db } }) =>
      switchOrganization(db.auth, {
        userId: person.userId,
        sessionId: person.sessionId,
        organization: organizationId(params.id),
      }),
  }),
  route.post("/organizations", {
    summary: "Create an organization; the creator owns it and works in it from now on",
    body: newOrganization,
    response: organizationSchema,
    status: 201,
    audited: false,
    handler: async ({ body, person, now, request, idempotencyKey, deps: { config, db } }) => {
      const furnish = (id: OrganizationId) =>
        db.tenant(id, async (tx) => {
          await ensureDefaultLocation(tx, now);
          await recordAudit(tx, {
            actor: { kind: "user", id: person.userId, name: person.email },
            action: "organizations.create",
            targetKind: "organizations",
            targetId: id,
            requestId: request.id,
            now,
          });
        });
      const made = await createOrganization(db.auth, {
        ...body,
        userId: person.userId,
        now,
        most: config.maxOrganizations,
        idempotencyKey,
        furnish,
      });
      await switchOrganization(db.auth, { userId: person.userId, sessionId: person.sessionId, organization: made.id });
      return made;
    },
  }),
  route.patch("/organization", {
    permission: "manage_members",
    summary:
      'Change the organization\'s name, slug, currency, time zone, language, settings, when orders leave "to ship", or whether sandbox sales count',
    body: z.strictObject({
      name: text(120).optional(),
      slug: slug.optional(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, fieldMessage("field.currency"))
        .optional(),
      zone: text(60).optional(),
      language: z.string().refine(isLanguage, fieldMessage("field.language")).optional(),
      settings: record.optional(),
      toShipUntil: toShipUntil.optional(),
      sandboxSales: sandboxSales.optional(),
      packingPhotos: packingPhotos.optional(),
    }),
    bodyLimit: SETTINGS_LIMIT,
    response: organizationSchema,
    handler: ({ access, body, deps: { db } }) => updateOrganization(db.auth, access.organization, body),
  }),
  route.delete("/organization", {
    permission: "delete_organization",
    summary: "Close the organization: no member can enter it any more; disconnect its channels first",
    handler: async ({ access, now, tenant, deps: { db } }) => {
      const { connected } = await tenant((tx) =>
        tx.one<{ connected: number }>(
          `select count(*)::int as connected
           from connection
           where organization_id = argosy.tenant() and deleted_at is null and state <> 'draft'`,
        ),
      );
      if (connected > 0)
        throw new HubError(
          "ORGANIZATION_CONNECTED",
          "conflict",
          `Disconnect the ${connected} connected accounts first.`,
        );
      await deleteOrganization(db.auth, access.organization, now);
    },
  }),
];
