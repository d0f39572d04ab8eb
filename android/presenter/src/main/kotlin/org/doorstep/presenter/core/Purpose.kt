package org.doorstep.presenter.core

/** What a form is filled for. */
sealed interface Purpose {
    data class Visit(val kind: VisitKind) : Purpose

    data class Sheet(val kind: SheetKind) : Purpose
}

/** A kind of visit. */
enum class VisitKind {
    /** 入户核查 */
    HOUSEHOLD_CHECK,

    /** 儿童监护走访 */
    GUARDIAN_VISIT,

    /** 老年人探访关爱 */
    ELDER_CHECK_IN,

    /** 残疾人家庭排查、需求评估 */
    NEEDS_ASSESSMENT,

    /** 摸底调查 */
    CENSUS,

    /** 服务跟进 */
    FOLLOW_UP,
}

/** A form filled apart from a visit. */
enum class SheetKind {
    /** 强制报告 */
    MANDATORY_REPORT,

    /** 紧急情况报告 */
    URGENT_REPORT,

    /** 志愿服务记录 */
    VOLUNTEER_REPORT,

    /** 服务计划 */
    SERVICE_PLAN,

    /** 督导记录 */
    SUPERVISION,

    /** 培训记录 */
    TRAINING,

    /** 知情同意书 */
    CONSENT,
}

/** How soon a supervisor must look. */
enum class Haste { NORMAL, EMERGENCY }
