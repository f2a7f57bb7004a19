import { z } from "zod";
import { type Message, message } from "../../commerce/message.ts";
import { translatorFor } from "../../commerce/translator.ts";
import { apiKeySchema, createApiKey, listApiKeys, revokeApiKey } from "../../hub/accounts/api-keys.ts";
import {
  acceptInvitation,
  cancelInvitation,
  invitationSchema,
  invite,
  inviterOf,
  listInvitations,
  previewInvitation,
} from "../../hub/accounts/invitations.ts";
import { changeMember, listMembers, memberSchema, removeMember } from "../../hub/accounts/members.ts";
import { nameInMail } from "../../hub/accounts/names.ts";
import { getOrganization, switchOrganization } from "../../hub/accounts/organizations.ts";
import { actions, allowedTo, mayGive, roles } from "../../hub/accounts/permissions.ts";
import { recordAudit } from "../../hub/audit/audit.ts";
import { HubError } from "../../hub/errors.ts";
import { tenantMailerOf } from "../deps.ts";
import { type Route, routes } from "../route.ts";
import { id, list, text, time } from "../schemas.ts";

const route = routes({ tag: "members", reads: "view", changes: "manage_members" });

const role = z.enum(roles);
const token = z.strictObject({ token: z.string().min(20).max(100) });

/** Members, invitations, API keys. */
export const memberRoutes: readonly Route[] = [
  route.get("/members", {
    summary: "Members of the organization",
    response: list(memberSchema),
    handler: async ({ access, deps: { db } }) => ({ items: await listMembers(db.auth, access.organization) }),
  }),
  route.get("/roles", {
    summary: "What each role may do, and which roles the caller may assign",
    response: list(
      z.object({
        role,
        actions: z.array(z.enum(actions)),
        mayGive: z.boolean().describe("to members and API keys, by the one who asks"),
      }),
    ),
    handler: async ({ access }) => ({
      items: roles.map((each) => ({
        role: each,
        actions: allowedTo(each),
        mayGive: mayGive(access, each),
      })),
    }),
  }),
  route.patch("/members/:id", {
    summary: "Change a member's role, or switch them off (ends their sessions and keys at once) or on",
    body: z.strictObject({ role: role.optional(), active: z.boolean().optional() }),
    response: memberSchema,
    handler: ({ access, params, body, now, deps: { db } }) =>
      changeMember(db.auth, access, { memberId: params.id, ...body, now }),
  }),
  route.delete("/members/:id", {
    summary: "Remove a member with their sessions and keys",
    handler: ({ access, params, now, deps: { db } }) => removeMember(db.auth, access, params.id, now),
  }),
  route.get("/invitations", {
    permission: "manage_members",
    summary: "Open invitations",
    response: list(invitationSchema),
    handler: async ({ access, now, deps: { db } }) => ({
      items: await listInvitations(db.auth, access.organization, now),
    }),
  }),
  route.post("/invitations", {
    summary: "Invite someone by e-mail; the link is mailed when a mail server is set, and returned here once",
    body: z.strictObject({ email: z.email().max(254), role }),
    response: invitationSchema.extend({ link: z.string(), mailed: z.boolean() }),
    status: 201,
    secretAnswer: true,
    handler: async ({ access, body, now, deps, askForProof }) => {
      const sendMail = tenantMailerOf(deps, access.organization);
      const inviter = await inviterOf(deps.db.auth, access);
      if (sendMail && !inviter.isProved) {
        await askForProof(inviter.email);
        throw new HubError(
          "EMAIL_UNPROVED",
          "forbidden",
          "Mails go out in your name once your own address is proved. Open the link we have just mailed to you, then invite again.",
        );
      }
      const { token: secret, ...made } = await invite(deps.db.auth, access, {
        ...body,
        now,
        mostADay: deps.config.maxInvitationsADay,
      });
      const link = `${deps.config.appUrl}/invitation?token=${secret}`;
      const { name: given, language, zone } = await getOrganization(deps.db.auth, access.organization);
      const translate = (one: Message) => translatorFor(language, zone).message(one, one.text);
      const about = { who: inviter.email, organization: nameInMail(given) };
      const mail = {
        to: made.email,
        subject: translate(message("mail.invited", about)),
        text: `${translate(message("mail.invitation", { ...about, role: made.role }))}\n\n${link}`,
      };
      // The link is in the answer, so a mail server that is away loses nothing.
      const mailed = sendMail
        ? await sendMail(mail).then(
            () => true,
            (error: unknown) => {
              deps.log.warn({ err: error }, "an invitation could not be mailed");
              return false;
            },
          )
        : false;
      return { ...made, link, mailed };
    },
  }),
  route.delete("/invitations/:id", {
    summary: "Revoke an invitation",
    handler: ({ access, params, now, deps: { db } }) => cancelInvitation(db.auth, access, params.id, now),
  }),
  route.post("/invitations/preview", {
    permission: "public",
    bodyLimit: 4 * 1024,
    tag: "account",
    summary: "What an invitation link invites to",
    body: token,
    audited: false,
    response: z.object({
      organization: z.string(),
      email: z.string(),
      role,
      invitedBy: z.string(),
      expiresAt: z.string(),
    }),
    handler: ({ body, now, deps: { db } }) => previewInvitation(db.auth, body.token, now),
  }),
  route.post("/invitations/accept", {
    permission: "signed_in",
    tag: "account",
    summary: "Join the organization of an invitation and work in it from now on",
    body: token,
    audited: false,
    response: z.object({ organization: id, role }),
    handler: async ({ body, person, now, request, deps: { db } }) => {
      const joined = await acceptInvitation(
        db.auth,
        { id: person.userId, email: person.email },
        { token: body.token, now },
      );
      await db.tenant(joined.organization, (tx) =>
        recordAudit(tx, {
          actor: { kind: "user", id: person.userId, name: person.email },
          action: "invitations.accept",
          targetKind: "members",
          targetId: person.userId,
          details: { role: joined.role },
          requestId: request.id,
          now,
        }),
      );
      await switchOrganization(db.auth, {
        userId: person.userId,
        sessionId: person.sessionId,
        organization: joined.organization,
      });
      return joined;
    },
  }),
  route.get("/api-keys", {
    permission: "manage_members",
    tag: "api keys",
    summary: "API keys, never the keys themselves",
    response: list(apiKeySchema),
    handler: async ({ access, deps: { db } }) => ({ items: await listApiKeys(db.auth, access.organization) }),
  }),
  route.post("/api-keys", {
    tag: "api keys",
    summary: "Create an API key; it is shown in this answer only",
    body: z.strictObject({
      name: text(120),
      role,
      actions: z.array(z.enum(actions)).min(1).optional(),
      expiresAt: time.optional(),
    }),
    response: apiKeySchema.extend({ key: z.string() }),
    status: 201,
    secretAnswer: true,
    handler: ({ access, body, now, deps: { config, db } }) =>
      createApiKey(db.auth, access, { ...body, now, most: config.maxApiKeys }),
  }),
  route.delete("/api-keys/:id", {
    tag: "api keys",
    summary: "Revoke an API key at once",
    handler: ({ access, params, now, deps: { db } }) => revokeApiKey(db.auth, access.organization, params.id, now),
  }),
];
