/** The one click that mends an alert: done at once where the hub can do it, else the way to where a person can. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { body, hub, type Shape } from "../data/hub.ts";
import { type Action, useSession } from "../data/session.ts";
import { useAction } from "../ui/action.ts";
import type words from "./messages/en.json";

type Alert = Shape<"Alert">;
type Word = keyof (typeof words)["alerts"]["do"];

interface Way {
  readonly word: Word;
  readonly to: string;
}

interface Deed {
  readonly word: Word;
  readonly needs: Action;
  run(): Promise<unknown>;
}

type Given = Readonly<Record<string, string | undefined>>;

/** What can be done at once. */
function deedOf(alert: Alert, given: Given): Deed | undefined {
  const { connectionId, subjectKind, subjectId } = alert;
  const { kind, eventId, commandId, runId } = given;
  if (kind === "replay_event" && connectionId !== null && eventId !== undefined)
    return {
      word: "again",
      needs: "act_on_orders",
      run: () =>
        body(
          hub.POST("/api/connections/{id}/webhook-events/{eventId}/replay", {
            params: { path: { id: connectionId, eventId } },
          }),
        ),
    };
  if (kind === "retry_command" && subjectKind === "order" && subjectId !== null && commandId !== undefined)
    return {
      word: "again",
      needs: "act_on_orders",
      run: () =>
        body(
          hub.POST("/api/orders/{id}/commands/{commandId}/retry", { params: { path: { id: subjectId, commandId } } }),
        ),
    };
  if (kind === "retry_run" && runId !== undefined)
    return {
      word: "again",
      needs: "act_on_orders",
      run: () => body(hub.POST("/api/runs/{id}/retry", { params: { path: { id: runId } } })),
    };
  if (/^retry_(stock|price|content)$/.test(kind ?? "") && connectionId !== null)
    return {
      word: "againAll",
      needs: "act_on_orders",
      run: () => body(hub.POST("/api/connections/{id}/retry", { params: { path: { id: connectionId } } })),
    };
  return undefined;
}

/** Where a person settles it. */
function wayOf({ connectionId }: Alert, { kind, orderId }: Given): Way | undefined {
  switch (kind) {
    case "open_order":
      return orderId === undefined ? undefined : { word: "order", to: `/orders/${orderId}` };
    case "open_variant":
      return { word: "stock", to: "/inventory" };
    case "settle_stock_hold":
      return { word: "decide", to: "/alerts" };
    case "reconnect":
      return connectionId === null ? undefined : { word: "reconnect", to: `/stores/${connectionId}` };
    default:
      return connectionId === null ? undefined : { word: "store", to: `/stores/${connectionId}` };
  }
}

function givenOf(action: unknown): Given {
  if (typeof action !== "object" || action === null) return {};
  return Object.fromEntries(
    Object.entries(action).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

export function AlertAction({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation("home");
  const { may } = useSession();
  const client = useQueryClient();
  const given = givenOf(alert.action);
  const deed = deedOf(alert, given);
  const act = useAction({
    run: async () => deed?.run(),
    done: () => client.invalidateQueries({ queryKey: ["home"] }),
    said: t("alerts.asked"),
  });
  if (deed && may(deed.needs))
    return (
      <Button size="compact-xs" variant="light" loading={act.isRunning} onClick={() => act.start()}>
        {t(`alerts.do.${deed.word}`)}
      </Button>
    );
  const way = wayOf(alert, given);
  if (way === undefined) return null;
  return (
    <Button component={Link} to={way.to} size="compact-xs" variant="light">
      {t(`alerts.do.${way.word}`)}
    </Button>
  );
}
