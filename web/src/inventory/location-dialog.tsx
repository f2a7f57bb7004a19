/** A location as it is made or changed: its name, where parcels leave from, and how orders are collected there. */
import { Checkbox, Fieldset, NumberInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { locationsQuery } from "../data/reference-data.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useAnnounceNext } from "../next-step/next-step.ts";
import { showNotice, useFormAction } from "../ui/action.ts";
import { changedOf } from "../ui/changed.ts";
import { CountrySelect } from "../ui/country-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { fieldErrors } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { filledIn, type Location, type LocationAddress, PARTS } from "./location-address.ts";

/** As the hub keeps a location that says nothing, and the most it takes. */
const DAYS = 14;
const MOST_DAYS = 365;

export function LocationDialog({ location, onClose }: { readonly location: Location | null; onClose(): void }) {
  const { t } = useTranslation("inventory");
  const [name, setName] = useState(location?.name ?? "");
  const [isDefault, setDefault] = useState(location?.isDefault ?? false);
  const [active, setActive] = useState(location?.active ?? true);
  const [withStock, setWithStock] = useState(false);
  const [pickupDays, setPickupDays] = useState<number | "">(location?.pickupDays ?? DAYS);
  const [gstin, setGstin] = useState(location?.gstin ?? "");
  const [address, setAddress] = useState<LocationAddress>(filledIn(location?.address ?? {}));
  // Nobody collects at a marketplace's warehouse, and no parcel of ours leaves there.
  const isOwn = location === null || location.kind === "own";
  const requested = {
    name: name.trim(),
    isDefault,
    active,
    withStock,
    ...(pickupDays !== "" && { pickupDays }),
    ...(isOwn && { address: filledIn(address), gstin: gstin.trim() || null }),
  };
  const [first] = useState(requested);
  const hasAddress = Boolean(address.line1) && Boolean(address.country);
  const announceNext = useAnnounceNext("address");
  const save = useFormAction({
    run: () => saveLocation(location, requested, first),
    renews: [locationsQuery.queryKey],
    done: () => {
      onClose();
      void (hasAddress ? announceNext(t("locations.saved")) : showNotice(t("locations.saved")));
    },
  });
  return (
    <FormDialog
      help={<Help of="location" />}
      title={t(location === null ? "locations.new" : "locations.edit")}
      isReady={pickupDays !== ""}
      action={save}
      onClose={onClose}
    >
      <TextInput label={t("locations.name")} required maxLength={120} {...boundText(name, setName)} data-autofocus />
      {isOwn && <AddressFields address={address} refused={fieldErrors(save.error)} onChange={setAddress} />}
      {isOwn && (address.country === "IN" || gstin !== "") && (
        <TextInput
          label={t("locations.gstin")}
          description={t("locations.gstinHelp")}
          error={fieldErrors(save.error)["gstin"]}
          maxLength={15}
          dir="ltr"
          {...boundText(gstin, (text) => setGstin(text.toUpperCase()))}
        />
      )}
      {isOwn && <PickupDays days={pickupDays} onChange={setPickupDays} />}
      <Checkbox
        label={t("locations.isDefault")}
        description={t("locations.isDefaultHelp")}
        {...boundTick(isDefault, setDefault)}
        disabled={location?.isDefault === true}
      />
      {location !== null && (
        <Checkbox label={t("locations.active")} {...boundTick(active, setActive)} disabled={location.isDefault} />
      )}
      {location?.active && !active && (
        <Checkbox label={t("locations.withStock")} {...boundTick(withStock, setWithStock)} />
      )}
    </FormDialog>
  );
}

interface Requested {
  readonly name: string;
  readonly isDefault: boolean;
  readonly active: boolean;
  readonly withStock: boolean;
  readonly pickupDays?: number;
  readonly address?: LocationAddress;
  readonly gstin?: string | null;
}

function saveLocation(location: Location | null, requested: Requested, first: Requested): Promise<unknown> {
  if (location === null) {
    const { active: _, withStock: __, ...made } = requested;
    return body(hub.POST("/api/locations", { body: made }));
  }
  const { withStock, ...changed } = changedOf(first, requested);
  const more = { ...(changed.active === false && withStock === true && { withStock }) };
  const params = { path: { id: location.id } };
  return body(hub.PATCH("/api/locations/{id}", { params, body: { ...changed, ...more } }));
}

function PickupDays({ days, onChange }: { readonly days: number | ""; onChange(days: number | ""): void }) {
  const { t } = useTranslation("inventory");
  return (
    <NumberInput
      label={t("locations.pickupDays")}
      description={t("locations.pickupDaysHelp")}
      min={1}
      max={MOST_DAYS}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      value={days}
      onChange={(value) => onChange(value === "" ? "" : Number(value))}
    />
  );
}

/** Written from left to right in every language. */
const CODES: ReadonlySet<string> = new Set(["postcode", "phone", "email"]);

/** Where parcels leave from, as couriers are told it. */
function AddressFields({
  address,
  refused,
  onChange,
}: {
  readonly address: LocationAddress;
  /** What the hub said of single fields. */
  readonly refused: Readonly<Record<string, string>>;
  onChange(address: LocationAddress): void;
}) {
  const { t } = useTranslation("inventory");
  const field = (part: keyof LocationAddress) => (
    <TextInput
      key={part}
      label={t(`locations.parts.${part}`)}
      {...boundText(address[part] ?? "", (text) => onChange({ ...address, [part]: text }))}
      error={refused[`address.${part}`]}
      maxLength={part === "email" ? 320 : 500}
      {...(CODES.has(part) ? { styles: { input: { direction: "ltr" as const } } } : { dir: "auto" })}
    />
  );
  return (
    <Fieldset legend={t("locations.shipFrom")}>
      <Stack gap="sm">
        <Quiet size="xs">{t("locations.shipFromHelp")}</Quiet>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
          {PARTS.map((part) =>
            part === "country" ? (
              <CountrySelect
                key={part}
                label={t("locations.parts.country")}
                value={address.country ?? ""}
                error={refused["address.country"]}
                onChange={(country) => onChange({ ...address, country })}
              />
            ) : (
              field(part)
            ),
          )}
        </SimpleGrid>
      </Stack>
    </Fieldset>
  );
}
