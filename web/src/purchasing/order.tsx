/** A purchase order: filled as a draft, ordered, and received in parts. */
import { Button, Stack, TextInput } from "@mantine/core";
import { IconFileTypePdf } from "@tabler/icons-react";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { named } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useLocations } from "../inventory/queries.ts";
import { useAction } from "../ui/action.ts";
import { Actor } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { Facts } from "../ui/facts.tsx";
import { fieldsOf } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Page } from "../ui/page.tsx";
import { SaveBar } from "../ui/save-bar.tsx";
import { TwoColumns } from "../ui/two-columns.tsx";
import { When } from "../ui/when.tsx";
import type { Draft, Order } from "./draft.ts";
import { OrderLines } from "./order-lines.tsx";
import { pdfOf, purchaseOrderQuery, suppliersQuery } from "./queries.ts";
import { Receipts } from "./receipts.tsx";
import { ReceiveDialog } from "./receive-dialog.tsx";
import { OrderState } from "./state.tsx";

const route = getRouteApi("/app/inventory/purchase-orders/$id");
const draftOf = ({ supplierId, locationId, currency, supplierReference, expectedOn, note, lines }: Order): Draft => ({
  supplierId,
  locationId,
  currency,
  supplierReference,
  expectedOn,
  note,
  lines,
});

export function PurchaseOrderPage() {
  const { t } = useTranslation("purchasing");
  const { id } = route.useParams();
  const { data: order } = useSuspenseQuery(purchaseOrderQuery(id));
  const { may } = useSession();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft | null>(null);
  const shown = draft ?? draftOf(order);
  const canEdit = may("edit_catalogue");
  const isDraft = order.state === "draft" && canEdit;
  const save = useAction({
    run: () => body(hub.PATCH("/api/purchase-orders/{id}", { ...ofId(id), body: changeOf(shown, isDraft) })),
    done: (saved) => {
      client.setQueryData(purchaseOrderQuery(id).queryKey, saved);
      setDraft(null);
    },
    said: t("saved"),
  });
  return (
    <Page
      title={`${t("order")} ${order.number}`}
      above={{ label: t("orders"), to: "/inventory/purchase-orders" }}
      state={<OrderState state={order.state} />}
      actions={<Actions order={order} isChanged={draft !== null} canEdit={canEdit} />}
    >
      <TwoColumns
        main={
          <Stack>
            <OrderLines shown={shown} isEditable={isDraft} isPlaced={order.state !== "draft"} onChange={setDraft} />
            {order.state !== "draft" && <Receipts order={order} />}
          </Stack>
        }
        side={<Head order={order} shown={shown} isDraft={isDraft} canEdit={canEdit} onChange={setDraft} />}
      />
      <SaveBar
        isChanged={draft !== null}
        isSaving={save.isRunning}
        onSave={() => save.start()}
        onUndo={() => setDraft(null)}
      />
    </Page>
  );
}

function changeOf({ lines, supplierId, locationId, currency, ...always }: Draft, isDraft: boolean) {
  if (!isDraft) return always;
  return {
    ...always,
    supplierId,
    locationId,
    currency,
    lines: lines.map(({ variantId, quantity, unitCostMinor, note }) => ({
      variantId,
      quantity,
      ...(unitCostMinor !== null && { unitCostMinor }),
      ...(note !== "" && { note }),
    })),
  };
}

function Actions(props: { readonly order: Order; readonly isChanged: boolean; readonly canEdit: boolean }) {
  const { order, isChanged, canEdit } = props;
  const { t } = useTranslation("purchasing");
  const { number } = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [requested, setRequested] = useState<"place" | "cancel" | "delete" | "receive" | null>(null);
  const path = ofId(order.id);
  const save = async (changed: Order) => {
    client.setQueryData(purchaseOrderQuery(order.id).queryKey, changed);
    await client.invalidateQueries({ queryKey: ["inventory"] });
    setRequested(null);
  };
  const place = useAction({
    run: () => body(hub.POST("/api/purchase-orders/{id}/order", path)),
    done: save,
    said: t("placed"),
  });
  const cancel = useAction({
    run: () => body(hub.POST("/api/purchase-orders/{id}/cancel", path)),
    done: save,
    said: t("cancelled"),
  });
  const remove = useAction({
    run: () => body(hub.DELETE("/api/purchase-orders/{id}", path)),
    done: () => navigate({ to: "/inventory/purchase-orders" }),
    said: t("deleted"),
  });
  const acts = { place, cancel, delete: remove };
  const units = requested === "cancel" ? order.units - order.receivedUnits : order.units;
  return (
    <>
      <Button
        component="a"
        href={pdfOf(order.id)}
        target="_blank"
        rel="noopener"
        variant="default"
        leftSection={<IconFileTypePdf size={16} />}
      >
        {t("print")}
      </Button>
      {canEdit && order.state === "draft" && (
        <>
          <Button variant="default" onClick={() => setRequested("delete")}>
            {t("delete")}
          </Button>
          <Button disabled={isChanged || order.lines.length === 0} onClick={() => setRequested("place")}>
            {t("place")}
          </Button>
        </>
      )}
      {canEdit && (order.state === "ordered" || order.state === "partly_received") && (
        <>
          <Button variant="default" onClick={() => setRequested("cancel")}>
            {t("cancel")}
          </Button>
          <Button disabled={isChanged} onClick={() => setRequested("receive")}>
            {t("receive")}
          </Button>
        </>
      )}
      {requested === "receive" && <ReceiveDialog order={order} onClose={() => setRequested(null)} />}
      {requested !== null && requested !== "receive" && (
        <Confirm
          title={t(requested)}
          text={t(`${requested}Text`, {
            count: units,
            units: number(units),
            number: order.number,
            supplier: order.supplierName,
            location: order.locationName,
          })}
          label={t(requested)}
          isSafe={requested === "place"}
          action={acts[requested]}
          onClose={() => setRequested(null)}
        />
      )}
    </>
  );
}

interface HeadProps {
  readonly order: Order;
  readonly shown: Draft;
  readonly isDraft: boolean;
  readonly canEdit: boolean;
  onChange(draft: Draft): void;
}

function Head({ order, shown, isDraft, canEdit, onChange }: HeadProps) {
  const { t } = useTranslation("purchasing");
  const { day } = useFormat();
  const { data: suppliers = [] } = useQuery(suppliersQuery);
  const existing = suppliers.some(({ id }) => id === order.supplierId)
    ? suppliers
    : [...suppliers, { id: order.supplierId, name: order.supplierName }];
  const locations = useLocations();
  const set = (change: Partial<Draft>) => onChange({ ...shown, ...change });
  const field = fieldsOf(shown, set);
  return (
    <Card title={t("details")}>
      <Stack gap="sm">
        {isDraft ? (
          <>
            <OneOf label={t("columns.supplier")} options={named(existing)} {...field("supplierId")} searchable />
            <OneOf label={t("columns.location")} options={named(locations)} {...field("locationId")} />
            <CurrencySelect label={t("currency")} {...field("currency")} />
          </>
        ) : (
          <Facts
            facts={[
              [t("columns.supplier"), order.supplierName],
              [t("columns.location"), order.locationName],
              [t("createdBy"), <Actor key="by" actor={order.createdBy} />],
              ...(order.orderedAt === null
                ? []
                : [[t("orderedAt"), <When key="o" at={order.orderedAt} isExact />] as const]),
              ...(order.cancelledAt === null
                ? []
                : [[t("cancelledAt"), <When key="c" at={order.cancelledAt} isExact />] as const]),
              ...(canEdit
                ? []
                : [
                    [t("columns.expected"), order.expectedOn === null ? "–" : day(order.expectedOn, true)] as const,
                    [t("supplierReference"), order.supplierReference] as const,
                    [t("note"), order.note] as const,
                  ]),
            ]}
          />
        )}
        {canEdit && (
          <>
            <TextInput
              type="date"
              label={t("columns.expected")}
              value={shown.expectedOn ?? ""}
              onChange={({ currentTarget: { value } }) => set({ expectedOn: value === "" ? null : value })}
            />
            <TextInput label={t("supplierReference")} maxLength={200} {...field.text("supplierReference")} />
            <NoteInput
              minRows={1}
              label={t("note")}
              description={t("noteHelp")}
              maxLength={2_000}
              {...field.text("note")}
            />
          </>
        )}
      </Stack>
    </Card>
  );
}
