/** For tests of what is due: an automation that waits for late orders, and mails to buyers. */
import { NOON } from "../../hub/listings/samples.ts";

const later = new Date(NOON.getTime() + 60_000);

const automation = {
  position: 1,
  name: "x",
  trigger: "order.late",
  definition: "{}",
  is_on: true,
  created_by: "x",
  created_at: NOON,
  updated_by: "x",
  updated_at: NOON,
};

export const LATE_ORDERS = {
  table: "automation",
  due: automation,
  notDue: [
    { ...automation, is_on: false },
    { ...automation, trigger: "order.paid" },
  ],
};

const daily = { ...automation, trigger: "order.daily" };

export const DAILY_ORDERS = { table: "automation", due: daily, notDue: [{ ...daily, is_on: false }, automation] };

const mail = { run_id: "00000000-0000-4000-8000-000000000001", subject: "x", body: "x", created_at: NOON };

export const AUTOMATION_MAIL = {
  table: "automation_mail",
  due: { ...mail, due_at: NOON },
  notDue: [{ ...mail, due_at: later }, mail],
};
const order = { financial: "pending", fulfilment: "unfulfilled", status: "pending", number: "1" };

export const MAILS_TO_BUYERS = [
  { table: "buyer_mail", due: { event: "shipped", due_at: NOON }, notDue: [{ event: "shipped", due_at: later }] },
  {
    table: "sales_order",
    due: { ...order, pickup_mail_at: NOON },
    notDue: [{ ...order, pickup_mail_at: later }],
  },
];
