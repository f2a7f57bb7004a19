/** What a variant cost since when; a wrong cost is corrected here, and past orders with it where that is requested. */

import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { plainDecimalOf } from "../i18n/amount-text.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { dayOf } from "../i18n/zone-day.ts";
import { showNotice, useAction, useFormAction } from "../ui/action.ts";
import { Confirm } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { LinkAnchor } from "../ui/link.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { CostField } from "./cost-field.tsx";
import { costsOf, type DatedCost, useCostsChanged } from "./queries.ts";

interface Of {
  readonly id: string;
  readonly sku: string;
  readonly currency: string;
}

interface Props {
  readonly variant: Of;
  onClose(): void;
}

type Step = { readonly edit: DatedCost | null } | { readonly remove: DatedCost } | null;

export function CostHistory({ variant, onClose }: Props) {
  const [step, setStep] = useState<Step>(null);
  const back = () => setStep(null);
  if (step && "edit" in step) return <CostForm variant={variant} cost={step.edit} onClose={back} />;
  if (step) return <RemoveCost cost={step.remove} onClose={back} />;
  return <Costs variant={variant} onClose={onClose} onStep={setStep} />;
}

function Costs({ variant, onClose, onStep }: Props & { onStep(step: Step): void }) {
  const { t } = useTranslation("costs");
  const { may } = useSession();
  const costs = useInfiniteQuery(costsOf(variant.id));
  const rows = costs.data?.pages.flatMap(({ items }) => items);
  return (
    <Modal
      opened
      size="lg"
      title={t("history.title", { sku: variant.sku })}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
      onClose={onClose}
    >
      <Stack>
        {costs.isError && <ProblemNotice error={costs.error} onRetry={() => void costs.refetch()} />}
        {costs.isPending && <RowsSkeleton />}
        {rows?.length === 0 && <Text size="sm">{t("history.empty")}</Text>}
        {rows && rows.length > 0 && <CostTable rows={rows} onStep={onStep} />}
        {costs.hasNextPage && (
          <Button variant="default" loading={costs.isFetchingNextPage} onClick={() => void costs.fetchNextPage()}>
            {t("history.more")}
          </Button>
        )}
        {may("edit_catalogue") && (
          <Group justify="flex-end">
            <Button onClick={() => onStep({ edit: null })}>{t("history.add")}</Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

function CostTable({ rows, onStep }: { readonly rows: readonly DatedCost[]; onStep(step: Step): void }) {
  const { t } = useTranslation("costs");
  const { date, decimalMoney } = useFormat();
  const { may } = useSession();
  return (
    <PlainList
      label={t("history.unitCost")}
      rows={rows}
      columns={(column) => [
        column.title("from", t("history.from"), ({ validFrom }) => date(validFrom)),
        column.figure("cost", t("history.unitCost"), ({ unitCost, currency }) =>
          unitCost === null ? t("history.none") : decimalMoney(unitCost, currency),
        ),
        column.fact("source", t("history.source"), ({ documentId, documentNumber, source }) =>
          documentId === null ? (
            t(`history.sources.${source}`)
          ) : (
            <LinkAnchor to="/inventory/documents/$id" params={{ id: documentId }} size="sm" className="code">
              {documentNumber}
            </LinkAnchor>
          ),
        ),
      ]}
      {...(may("edit_catalogue") && { actions: (cost: DatedCost) => <Steps cost={cost} onStep={onStep} /> })}
    />
  );
}

/** What came with a purchase is that document's to change. */
function Steps({ cost, onStep }: { readonly cost: DatedCost; onStep(step: Step): void }) {
  const { t } = useTranslation("costs");
  const { date } = useFormat();
  if (cost.source === "purchase") return null;
  return (
    <Group gap="xs" justify="flex-end">
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t("history.editOf", { day: date(cost.validFrom) })}
        onClick={() => onStep({ edit: cost })}
      >
        {t("history.edit")}
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t("history.removeOf", { day: date(cost.validFrom) })}
        onClick={() => onStep({ remove: cost })}
      >
        {t("history.remove")}
      </Button>
    </Group>
  );
}

/** Some hundred orders at a time, until all are done; answers how many there were. */
async function retake(from: string, variantId: string): Promise<number> {
  let orders = 0;
  let cursor: string | null = "";
  while (cursor !== null) {
    const done: { readonly orders: number; readonly next: string | null } = await body(
      hub.POST("/api/costs/retake", { body: { from, variantId, ...(cursor !== "" && { cursor }) } }),
    );
    orders += done.orders;
    cursor = done.next;
  }
  return orders;
}

interface FormProps extends Props {
  /** Null: a new one. */
  readonly cost: DatedCost | null;
}

interface Saving extends FormProps {
  /** The day its cost began. */
  readonly begun: string;
  readonly isRetaking: boolean;
}

function useSave({ variant, cost, begun, isRetaking, onClose }: Saving) {
  const { t } = useTranslation("costs");
  const changed = useCostsChanged();
  return useFormAction({
    run: async (input: { readonly from: string; readonly unitCost: string }) => {
      if (cost === null) await body(hub.POST("/api/variants/{id}/costs", { ...ofId(variant.id), body: input }));
      else
        await body(
          hub.PATCH("/api/variant-costs/{id}", {
            ...ofId(cost.id),
            body: { unitCost: input.unitCost, ...(input.from !== begun && { from: input.from }) },
          }),
        );
      return isRetaking
        ? retake(input.from < begun ? input.from : cost === null ? input.from : begun, variant.id)
        : null;
    },
    done: async (orders) => {
      await changed();
      onClose();
      showNotice(orders === null ? t("history.saved") : t("history.recalculated", { count: orders }));
    },
  });
}

function CostForm({ variant, cost, onClose }: FormProps) {
  const { t } = useTranslation("costs");
  const { zone } = useFormat();
  const started = dayOf(cost?.validFrom ?? new Date().toISOString(), zone);
  const [from, setFrom] = useState(started);
  const [typed, setTyped] = useState(cost?.unitCost ?? "");
  const [isRetaking, setRetaking] = useState(false);
  const unitCost = plainDecimalOf(typed);
  const save = useSave({ variant, cost, begun: started, isRetaking, onClose });
  const errors = fieldErrors(save.error);
  return (
    <FormDialog
      help={<Help of="cost" />}
      title={cost ? t("history.changeTitle") : t("history.addTitle")}
      label={cost ? t("history.change") : t("history.add")}
      isReady={unitCost !== null && !unitCost.startsWith("-") && from !== ""}
      action={save}
      onSubmit={() => unitCost !== null && save.start({ from, unitCost })}
      onClose={onClose}
    >
      <CostField
        label={t("history.unitCost")}
        currency={cost?.currency ?? variant.currency}
        value={typed}
        error={errors["unitCost"]}
        onChange={setTyped}
      />
      <TextInput type="date" label={t("history.from")} {...boundText(from, setFrom)} error={errors["from"]} />
      <Checkbox label={t("history.retake")} {...boundTick(isRetaking, setRetaking)} />
    </FormDialog>
  );
}

function RemoveCost({ cost, onClose }: { readonly cost: DatedCost; onClose(): void }) {
  const { t } = useTranslation("costs");
  const changed = useCostsChanged();
  const remove = useAction({
    run: () => body(hub.DELETE("/api/variant-costs/{id}", ofId(cost.id))),
    done: async () => {
      await changed();
      onClose();
    },
    said: t("history.removed"),
  });
  return (
    <Confirm
      title={t("history.removeTitle")}
      text={t("history.removeText")}
      label={t("history.remove")}
      action={remove}
      onClose={onClose}
    />
  );
}
