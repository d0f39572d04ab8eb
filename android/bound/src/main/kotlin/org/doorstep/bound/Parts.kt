package org.doorstep.bound

import county.doorstep.core.DangerGrade
import county.doorstep.core.FieldGroup
import county.doorstep.core.Identity
import county.doorstep.core.PhoneNumber
import county.doorstep.core.Sex
import org.doorstep.presenter.core.ItemId
import org.doorstep.presenter.edit.Danger
import org.doorstep.presenter.edit.Part
import org.doorstep.presenter.file.Concern
import org.doorstep.presenter.file.Guardian
import org.doorstep.presenter.file.Phone
import org.doorstep.presenter.file.Programme

// The parts of a file, from one side of the wall to the other.

internal fun FieldGroup.back(): Part = when (this) {
    is FieldGroup.Head -> Part.Head(name)
    is FieldGroup.Address -> Part.Address(text, at?.back())
    is FieldGroup.Assistance -> Part.Assistance(programmes.map { it.back() }, `class`)
    is FieldGroup.Dwelling -> Part.Dwelling(dangerGrade?.back())
    is FieldGroup.Who -> identity.back()
    is FieldGroup.Phones -> Part.Phones(phones.map { it.back() })
    is FieldGroup.Relation -> Part.Relation(relation)
    is FieldGroup.Concerns -> Part.Concerns(concerns.map { it.back() })
    is FieldGroup.Guardians -> Part.Guardians(guardians.map { it.back() })
    is FieldGroup.Health -> Part.Health(code)
    is FieldGroup.Other -> if (json == "null") Part.Nothing else Part.Unknown
}

internal fun county.doorstep.core.Programme.back() = Programme.valueOf(name)

internal fun county.doorstep.core.Concern.back() = Concern.valueOf(name)

internal fun DangerGrade.back() = Danger.valueOf(name)

internal fun Identity.back() = Part.Who(name, citizenNumber, birthDate, sex?.let { it == Sex.MALE })

internal fun PhoneNumber.back() = Phone(number, whose, id?.let(::ItemId))

internal fun county.doorstep.core.Guardian.back() = Guardian(name, relation, actualCarer, phone, id?.let(::ItemId))
