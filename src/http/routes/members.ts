import { z } from "zod";
import { type Sentence, say } from "../../commerce/sentence.ts";
import { speaker } from "../../commerce/spoken.ts";
import { createApiKey, listApiKeys, revokeApiKey } from "../../hub/accounts/api-keys.ts";
import {
  acceptInvitation,
  cancelInvitation,
  invite,
  inviterOf,
  listInvitations,
  previewInvitation,
} from "../../hub/accounts/invitations.ts";
import { mailerOf } from "../../hub/accounts/mail.ts";
import { changeMember, listMembers, removeMember } from "../../hub/accounts/members.ts";
import { nameInMail } from "../../hub/accounts/names.ts";
import { getOrganization, switchOrganization } from "../../hub/accounts/organizations.ts";
import { actions, allowedTo, mayGive, roles } from "../../hub/accounts/permissions.ts";
import { recordAudit } from "../../hub/audit/audit.ts";
import { HubError } from "../../hub/errors.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, list, text, time } from "../schemas.ts";

const role = z.enum(roles);
const member = z.object({
  id,
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  active: z.boolean(),
  lastActiveAt: z.string().nullable(),
  createdAt: z.string(),
});
const invitation = z.object({
  id,
  email: z.string(),
  role,
  invitedBy: z.string(),
  expiresAt: z.string(),
  createdAt: z.string(),
});
const apiKey = z.object({
  id,
  name: z.string(),
  start: z.string().describe("the key's first characters"),
  role,
  actions: z.array(z.enum(actions)).nullable().describe("null: everything the role may"),
  createdBy: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  createdAt: z.string(),
});
const token = z.strictObject({ token: z.string().min(20).max(100) });

/** Members, invitations, API keys. */
export function memberRoutes(api: Api): void {
  members(api);
  invitations(api);
  answers(api);
  apiKeys(api);
}

function members(api: Api): void {
  const { db } = api.deps;
  const tag = "members";
  route(api, {
    method: "GET",
    url: "/members",
    permission: "view",
    tag,
    summary: "Members of the organization",
    response: list(member),
    handler: async ({ access }) => ({ items: await listMembers(db.auth, access.organization) }),
  });
  route(api, {
    method: "GET",
    url: "/roles",
    permission: "view",
    tag,
    summary: "What each role may do, and which of them the one who asks may hand out",
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
  });
  memberChanges(api);
}

function memberChanges(api: Api): void {
  const { db } = api.deps;
  const tag = "members";
  route(api, {
    method: "PATCH",
    url: "/members/:id",
    permission: "manage_members",
    tag,
    summary: "Change a member's role, or switch them off (ends their sessions and keys at once) or on",
    params: idParams,
    body: z.strictObject({ role: role.optional(), active: z.boolean().optional() }),
    response: member,
    handler: ({ access, params, body, now }) => changeMember(db.auth, access, { memberId: params.id, ...body, now }),
  });
  route(api, {
    method: "DELETE",
    url: "/members/:id",
    permission: "manage_members",
    tag,
    summary: "Remove a member with their sessions and keys",
    params: idParams,
    handler: ({ access, params, now }) => removeMember(db.auth, access, params.id, now),
  });
}

function invitations(api: Api): void {
  const { db, config, log } = api.deps;
  const tag = "members";
  const sendMail = mailerOf(api.deps);
  route(api, {
    method: "GET",
    url: "/invitations",
    permission: "manage_members",
    tag,
    summary: "Open invitations",
    response: list(invitation),
    handler: async ({ access, now }) => ({ items: await listInvitations(db.auth, access.organization, now) }),
  });
  route(api, {
    method: "POST",
    url: "/invitations",
    permission: "manage_members",
    tag,
    summary: "Invite someone by e-mail; the link is mailed when a mail server is set, and returned here once",
    body: z.strictObject({ email: z.email().max(254), role }),
    response: invitation.extend({ link: z.string(), mailed: z.boolean() }),
    status: 201,
    secretAnswer: true,
    handler: async ({ access, body, now }) => {
      const inviter = await inviterOf(db.auth, access);
      if (sendMail && !inviter.isProved) {
        await api.askForProof(inviter.email);
        throw new HubError(
          "EMAIL_UNPROVED",
          "forbidden",
          "Mails go out in your name once your own address is proved. Open the link we have just mailed to you, then invite again.",
        );
      }
      const { token: secret, ...made } = await invite(db.auth, access, {
        ...body,
        now,
        mostADay: config.maxInvitationsADay,
      });
      const link = `${config.appUrl}/invitation?token=${secret}`;
      const { name: given, language, zone } = await getOrganization(db.auth, access.organization);
      const told = (one: Sentence) => speaker(language, zone).sentence(one, one.text);
      const about = { who: inviter.email, organization: nameInMail(given) };
      const mail = {
        to: made.email,
        subject: told(say("mail.invited", about)),
        text: `${told(say("mail.invitation", { ...about, role: made.role }))}\n\n${link}`,
      };
      // The link is in the answer, so a mail server that is away loses nothing.
      const mailed = sendMail
        ? await sendMail(mail).then(
            () => true,
            (error: unknown) => {
              log.warn({ err: error }, "an invitation could not be mailed");
              return false;
            },
          )
        : false;
      return { ...made, link, mailed };
    },
  });
  route(api, {
    method: "DELETE",
    url: "/invitations/:id",
    permission: "manage_members",
    tag,
    summary: "Withdraw an invitation",
    params: idParams,
    handler: ({ access, params, now }) => cancelInvitation(db.auth, access, params.id, now),
  });
}

function answers(api: Api): void {
  const { db } = api.deps;
  route(api, {
    method: "POST",
    url: "/invitations/preview",
    permission: "public",
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
    handler: ({ body, now }) => previewInvitation(db.auth, body.token, now),
  });
  route(api, {
    method: "POST",
    url: "/invitations/accept",
    permission: "signed_in",
    tag: "account",
    summary: "Join the organization of an invitation and work in it from now on",
    body: token,
    audited: false,
    response: z.object({ organization: id, role }),
    handler: async ({ body, person, now, request }) => {
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
  });
}

function apiKeys(api: Api): void {
  const { db, config } = api.deps;
  const tag = "api keys";
  route(api, {
    method: "GET",
    url: "/api-keys",
    permission: "manage_members",
    tag,
    summary: "API keys, never the keys themselves",
    response: list(apiKey),
    handler: async ({ access }) => ({ items: await listApiKeys(db.auth, access.organization) }),
  });
  route(api, {
    method: "POST",
    url: "/api-keys",
    permission: "manage_members",
    tag,
    summary: "Make an API key; it is shown in this answer only",
    body: z.strictObject({
      name: text(120),
      role,
      actions: z.array(z.enum(actions)).min(1).optional(),
      expiresAt: time.optional(),
    }),
    response: apiKey.extend({ key: z.string() }),
    status: 201,
    secretAnswer: true,
    handler: ({ access, body, now }) => createApiKey(db.auth, access, { ...body, now, most: config.maxApiKeys }),
  });
  route(api, {
    method: "DELETE",
    url: "/api-keys/:id",
    permission: "manage_members",
    tag,
    summary: "Revoke an API key at once",
    params: idParams,
    handler: ({ access, params, now }) => revokeApiKey(db.auth, access.organization, params.id, now),
  });
}
