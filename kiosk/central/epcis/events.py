"""The five kinds of events of EPCIS 2.0 (section 7.4), as they are accepted."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, JsonValue, TypeAdapter, model_validator

from kiosk.central.epcis import words
from kiosk.central.epcis.parts import (
    BizTransaction,
    Destination,
    ErrorDeclaration,
    Extensible,
    Ilmd,
    Location,
    PersistentDisposition,
    Quantity,
    SensorElement,
    Source,
    refuse_doubles,
)

Action = Literal["OBSERVE", "ADD", "DELETE"]
Context = str | dict[str, JsonValue] | list[str | dict[str, JsonValue]]


class AnyEvent(Extensible):
    """What all events have."""

    context: Context | None = Field(None, alias="@context")
    event_id: words.EventId | None = Field(None, alias="eventID")
    event_time: words.Time
    record_time: words.Time | None = None
    event_time_zone_offset: words.Offset
    certification_info: words.Uri | list[words.Uri] | None = None
    error_declaration: ErrorDeclaration | None = None
    biz_step: words.BizStep | None = None
    disposition: words.Disposition | None = None
    read_point: Location | None = None
    biz_location: Location | None = None
    biz_transaction_list: list[BizTransaction] | None = None
    source_list: list[Source] | None = None
    destination_list: list[Destination] | None = None
    sensor_element_list: list[SensorElement] | None = None


class ObjectEvent(AnyEvent):
    """Something happened to things or lots. Master data of theirs only where they begin."""

    type: Literal["ObjectEvent"]
    action: Action
    epc_list: list[words.Epc] | None = None
    quantity_list: list[Quantity] | None = None
    persistent_disposition: PersistentDisposition | None = None
    ilmd: Ilmd | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse_doubles(self.epc_list)
        if not self.epc_list and not self.quantity_list and not (self.sensor_element_list and self.read_point):
            raise ValueError("names nothing: epcList, quantityList, or sensorElementList with readPoint is needed")
        if self.ilmd is not None and self.action != "ADD":
            raise ValueError("ilmd stands only with action ADD")
        return self


class _Containment(AnyEvent):
    """Children in a parent, or out of it."""

    action: Action
    parent_id: words.Epc | None = Field(None, alias="parentID")
    child_epcs: list[words.Epc] | None = Field(None, alias="childEPCs")
    child_quantity_list: list[Quantity] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse_doubles(self.child_epcs)
        if self.parent_id is None and self.action != "OBSERVE":
            raise ValueError(f"parentID is needed with action {self.action}")
        if not self.child_epcs and not self.child_quantity_list and self.action != "DELETE":
            raise ValueError("names no children: childEPCs or childQuantityList is needed")
        return self


class AggregationEvent(_Containment):
    """Things or lots were packed into a load, or unpacked."""

    type: Literal["AggregationEvent"]


class AssociationEvent(_Containment):
    """Things were joined to an asset or a place, such as a sensor to a crate."""

    type: Literal["AssociationEvent"]
    parent_id: words.Epc = Field(alias="parentID")


class TransactionEvent(AnyEvent):
    """Things or lots belong to a paper."""

    type: Literal["TransactionEvent"]
    action: Action
    biz_transaction_list: Annotated[list[BizTransaction], Field(min_length=1)]
    parent_id: words.Epc | None = Field(None, alias="parentID")
    epc_list: list[words.Epc] | None = None
    quantity_list: list[Quantity] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse_doubles(self.epc_list)
        if not self.epc_list and not self.quantity_list and self.action != "DELETE":
            raise ValueError("names nothing: epcList or quantityList is needed")
        return self


class TransformationEvent(AnyEvent):
    """Inputs became outputs: washed, cut, mixed, packed under another number."""

    type: Literal["TransformationEvent"]
    transformation_id: words.Uri | None = Field(None, alias="transformationID")
    input_epc_list: list[words.Epc] | None = Field(None, alias="inputEPCList")
    input_quantity_list: list[Quantity] | None = None
    output_epc_list: list[words.Epc] | None = Field(None, alias="outputEPCList")
    output_quantity_list: list[Quantity] | None = None
    persistent_disposition: PersistentDisposition | None = None
    ilmd: Ilmd | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        refuse_doubles(self.input_epc_list)
        refuse_doubles(self.output_epc_list)
        has_input = bool(self.input_epc_list or self.input_quantity_list)
        has_output = bool(self.output_epc_list or self.output_quantity_list)
        if not (has_input and has_output) and not (self.transformation_id and (has_input or has_output)):
            raise ValueError("inputs and outputs are needed; with a transformationID one of them is enough")
        return self


Event = ObjectEvent | AggregationEvent | AssociationEvent | TransactionEvent | TransformationEvent

EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="type")])
