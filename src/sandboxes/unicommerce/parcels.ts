import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { contractDate, type State } from "./state.ts";

/** Fifty at most, the newest word of each; one it does not know is missing. */
export function details({ query }: SandboxRequest, state: State): SandboxReply {
  const numbers = (query.get("waybills") ?? "").split(",").filter(Boolean);
  if (numbers.length === 0 || numbers.length > 50 || numbers.some((number) => state.poisoned.has(number)))
    return { status: 200, json: { status: "FAILED", message: "failure reason", waybillDetails: [] } };
  const waybillDetails = state.parcels
    .filter(({ waybill }) => numbers.includes(waybill))
    .map(({ waybill, word, at }) => ({
      waybill,
      currentStatus: word,
      statusDate: contractDate(at),
      current_location: "Bengaluru",
    }));
  return { status: 200, json: { [state.statusKey]: "SUCCESS", waybillDetails } };
}

/** Taken whole, or refused naming those that are wrong. */
export function manifest(request: SandboxRequest, state: State): SandboxReply {
  const { awbNumbers = [] } = (request.json() ?? {}) as { readonly awbNumbers?: readonly Json[] };
  const known = (number: Json) => state.parcels.find(({ waybill, isCancelled }) => waybill === number && !isCancelled);
  const invalidAWBs = awbNumbers.filter((number) => !known(number));
  const alreadyManifestedAWBs = awbNumbers.filter((number) => known(number)?.isManifested);
  if (alreadyManifestedAWBs.length > 0)
    return {
      status: 400,
      json: {
        status: "FAILED",
        message: "Manifest already generated for some AWBs, Please try again after removing them",
        alreadyManifestedAWBs,
        ...(invalidAWBs.length > 0 ? { invalidAWBs } : {}),
      },
    };
  if (invalidAWBs.length > 0) return { status: 404, json: { status: "FAILED", invalidAWBs } };
  for (const number of awbNumbers) {
    const parcel = known(number);
    if (parcel) Object.assign(parcel, { isManifested: true, word: "MANIFESTED", at: state.clock.now() });
  }
  const manifestNumber = 343_434_000 + state.next();
  const manifestDownloadUrl = `${state.url()}/documents/manifest-${manifestNumber}.pdf`;
  return { status: 201, json: { status: "SUCCESS", manifestNumber, manifestDownloadUrl } };
}
