import { z } from "zod";
import { mailerOf } from "../../hub/accounts/mail.ts";
import { choicesOf, choose } from "../../hub/notifications/choices.ts";
import {
  addPushDevice,
  listPushDevices,
  pushDeviceSchema,
  removePushDevice,
} from "../../hub/notifications/push-devices.ts";
import { countUnread, readAlerts, unreadAlerts } from "../../hub/notifications/reading.ts";
import { emailRoutes, topics } from "../../hub/notifications/topics.ts";
import { vapidKeysOf } from "../../hub/notifications/vapid.ts";
import { receivesSummary, subscribeToSummary } from "../../hub/summaries/weekly-summary.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";

const route = routes({ tag: "notifications", reads: "view", changes: "view" });

const choice = z
  .object({
    topic: z.enum(topics),
    app: z.boolean().describe("counts as unread and in badges"),
    email: z.enum(emailRoutes).describe("daily: one mail after eight in the organization's morning"),
  })
  .meta({ id: "NotificationChoice" });
const preferences = z
  .object({
    items: z.array(choice),
    email: z.string().describe("where mail goes"),
    canMail: z.boolean().describe("whether the hub has a mail server"),
  })
  .meta({ id: "NotificationPreferences" });

const summary = z.object({ isOn: z.boolean().describe("off until the member switches it on") });

const unread = z.object({ unread: z.int().describe("counted up to 10,000") }).meta({ id: "UnreadAlerts" });
const pushDevices = z
  .object({
    publicKey: z.string().describe("applicationServerKey of the browser's subscription, base64url"),
    items: z.array(pushDeviceSchema),
  })
  .meta({ id: "PushDevices" });

/** Base64url, as `PushSubscription.toJSON` writes it. */
const pushKey = z.string().regex(/^[\w-]{1,200}$/);

const ids = z.array(id).min(1).max(1_000);

/** What a member wants to hear of, and what they have read. Each is the signed-in person's own. */
export const notificationRoutes: readonly Route[] = [
  route.get("/notifications/preferences", {
    summary: "Which notifications the signed-in member gets, and how",
    response: preferences,
    handler: async ({ tenant, access, person, deps }) => ({
      items: await tenant((tx) => choicesOf(tx, access)),
      email: person.email,
      canMail: mailerOf(deps) !== undefined,
    }),
  }),
  route.put("/notifications/preferences", {
    summary: "Change the settings of the topics given",
    body: z.strictObject({ items: z.array(choice).min(1).max(topics.length) }),
    response: preferences,
    handler: async ({ tenant, access, person, body, deps }) =>
      tenant(async (tx) => {
        await choose(tx, person.userId, body.items);
        return { items: await choicesOf(tx, access), email: person.email, canMail: mailerOf(deps) !== undefined };
      }),
  }),
  route.get("/notifications/weekly-summary", {
    summary: "Whether the signed-in member gets the weekly summary by e-mail",
    response: summary,
    handler: ({ tenant, person }) => tenant(async (tx) => ({ isOn: await receivesSummary(tx, person.userId) })),
  }),
  route.put("/notifications/weekly-summary", {
    summary:
      "Switch the weekly summary by mail on or off; it comes on Monday from eight on, by the organization's clock",
    body: z.strictObject({ isOn: z.boolean() }),
    response: summary,
    handler: ({ tenant, person, body, now }) =>
      tenant(async (tx) => {
        await subscribeToSummary(tx, person.userId, body.isOn, now);
        return { isOn: await receivesSummary(tx, person.userId) };
      }),
  }),
  route.get("/notifications/devices", {
    summary: "Browsers the signed-in member is notified through, and the key they subscribe for",
    response: pushDevices,
    handler: async ({ tenant, person, deps }) => ({
      publicKey: vapidKeysOf(deps.keys.current).publicKey,
      items: await tenant((tx) => listPushDevices(tx, person.userId)),
    }),
  }),
  route.post("/notifications/devices", {
    summary: "Notify the signed-in member through this browser, or change what of",
    description: "Messages are encrypted for the browser (Web Push). They come within a minute.",
    body: z.strictObject({
      endpoint: z.url({ protocol: /^https?$/ }).max(1_000),
      p256dh: pushKey,
      auth: pushKey,
      name: z.string().trim().max(100).default(""),
      alerts: z.boolean().default(true),
      newOrders: z.boolean().default(false),
    }),
    example: {
      body: {
        endpoint: "https://push.example/messages/1",
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth: "BTBZMqHH6r4Tts7J_aSIgg",
        name: "Firefox, Linux",
        newOrders: true,
      },
    },
    response: pushDeviceSchema,
    handler: ({ tenant, person, body, now }) =>
      tenant((tx) => addPushDevice(tx, { ...body, userId: person.userId, now })),
  }),
  route.delete("/notifications/devices/:id", {
    summary: "Notify through this browser no more",
    handler: ({ tenant, person, params }) =>
      tenant((tx) => removePushDevice(tx, { userId: person.userId, id: params.id })),
  }),
  route.get("/notifications/unread", {
    summary: "How many open alerts the signed-in member has not read, of the topics they want in the app",
    response: unread,
    handler: ({ tenant, access, person, now }) =>
      tenant(async (tx) => ({ unread: await countUnread(tx, person.userId, await choicesOf(tx, access), now) })),
  }),
  route.post("/notifications/read", {
    summary: "Mark alerts as read by the signed-in member; without ids all open ones",
    body: z.strictObject({ ids: ids.optional() }),
    response: unread,
    audited: false,
    handler: ({ tenant, access, person, body, now }) =>
      tenant(async (tx) => {
        await readAlerts(tx, person.userId, body.ids, now);
        return { unread: await countUnread(tx, person.userId, await choicesOf(tx, access), now) };
      }),
  }),
  route.post("/notifications/unread", {
    summary: "Mark alerts as unread again",
    body: z.strictObject({ ids }),
    response: unread,
    audited: false,
    handler: ({ tenant, access, person, body, now }) =>
      tenant(async (tx) => {
        await unreadAlerts(tx, person.userId, body.ids);
        return { unread: await countUnread(tx, person.userId, await choicesOf(tx, access), now) };
      }),
  }),
];
