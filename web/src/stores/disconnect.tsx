import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Radios } from "../ui/radios.tsx";
import { type OpenOrders, useDisconnect } from "./actions.ts";
import { openOrdersQuery, type Store } from "./data.ts";

const CHOICES = ["finish", "cancel"] as const satisfies readonly OpenOrders[];

export function Disconnect(props: { readonly store: Store; readonly isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation("stores");
  const navigate = useNavigate();
  const { name, id, kind } = props.store;
  const [choice, setChoice] = useState<(typeof CHOICES)[number]>("finish");
  const open = useQuery({ ...openOrdersQuery(id), enabled: props.isOpen && kind === "commerce" }).data;
  const orders = open?.orders ?? 0;
  const disconnect = useDisconnect(props.store, () => navigate({ to: "/channels" }));
  return (
    <Confirm
      isOpen={props.isOpen}
      title={t("disconnect.title", { name })}
      text={t("disconnect.text", { name })}
      label={
        orders > 0 && choice === "cancel"
          ? t("disconnect.labelCancel", { name, count: orders })
          : t("disconnect.label", { name })
      }
      isRunning={disconnect.isRunning}
      onConfirm={() => disconnect.start(choice)}
      onClose={props.onClose}
    >
      {open !== undefined && orders > 0 && (
        <Radios
          label={t("disconnect.open", { count: orders })}
          description={t("disconnect.held", { count: open.units })}
          options={CHOICES.map((value) => ({
            value,
            label: t(`disconnect.orders.${value}`),
            description: t(`disconnect.ordersHelp.${value}`, { name }),
          }))}
          value={choice}
          onChange={setChoice}
        />
      )}
    </Confirm>
  );
}
