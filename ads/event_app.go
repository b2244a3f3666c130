package ads

import "encoding/json"

// AppData is what an app tells of itself and its device, with an [Event] of
// [ActionSourceApp].
//
// See https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/app-data.
type AppData struct {
	// AdvertiserTrackingEnabled is what the person has answered when iOS asked.
	AdvertiserTrackingEnabled bool
	// ApplicationTrackingEnabled is what the person has chosen in the app.
	ApplicationTrackingEnabled bool
	Device                     AppDevice
	CampaignIDs                string // of the link that opened the app, as it had them
	InstallReferrer            string
	VendorID                   string
}

// AppDevice describes a device; only Version and OSVersion must be known.
type AppDevice struct {
	Version       AppDeviceVersion // which system it is
	Package       string           // com.example.shop
	ShortVersion  string           // of the app: "1.0"
	LongVersion   string
	OSVersion     string // "13.4.1"
	Model         string // "iPhone5,1"
	Locale        string // "it_IT"
	TimezoneShort string // "CET"
	Carrier       string
	ScreenWidth   string
	ScreenHeight  string
	ScreenDensity string
	CPUCores      string
	StorageGB     string // external storage
	StorageFreeGB string
	Timezone      string // "Europe/Rome"
}

// AppDeviceVersion tells a device's system.
type AppDeviceVersion string

const (
	AppDeviceAndroid AppDeviceVersion = "a2"
	AppDeviceIOS     AppDeviceVersion = "i2"
)

// MarshalJSON writes the device as the list of 16 texts that Meta wants.
func (a AppData) MarshalJSON() ([]byte, error) {
	d := a.Device
	bit := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return json.Marshal(struct {
		Advertiser      int      `json:"advertiser_tracking_enabled"`
		Application     int      `json:"application_tracking_enabled"`
		ExtInfo         []string `json:"extinfo"`
		CampaignIDs     string   `json:"campaign_ids,omitzero"`
		InstallReferrer string   `json:"install_referrer,omitzero"`
		VendorID        string   `json:"vendor_id,omitzero"`
	}{bit(a.AdvertiserTrackingEnabled), bit(a.ApplicationTrackingEnabled), []string{
		string(d.Version), d.Package, d.ShortVersion, d.LongVersion, d.OSVersion, d.Model, d.Locale, d.TimezoneShort,
		d.Carrier, d.ScreenWidth, d.ScreenHeight, d.ScreenDensity, d.CPUCores, d.StorageGB, d.StorageFreeGB, d.Timezone,
	}, a.CampaignIDs, a.InstallReferrer, a.VendorID})
}

func (a *AppData) check(found *problems, path string) {
	if a.Device.Version != AppDeviceAndroid && a.Device.Version != AppDeviceIOS {
		found.value(path+"extinfo[0]", string(a.Device.Version), "is neither a2 (Android) nor i2 (iOS)")
	}
	if a.Device.OSVersion == "" {
		found.add(path+"extinfo[4]", "is empty: the version of the system is needed")
	}
}
